using System.Net;
using Fairlead.Forward.Proxy;
using Fairlead.Forward.Statistics;
using Fairlead.Rules.Forwarding;
using Fairlead.Udp;

namespace Fairlead.Forward.Tests.Tcp;

public sealed class ProxyTests
{
    private static readonly ForwardOptions s_accept = new() { AcceptProxy = true };

    [Theory]
    [InlineData("127.0.0.1", "127.0.0.1")]
    [InlineData("::1", "127.0.0.1")]
    public void The_backend_is_told_the_client_and_what_it_asked_before_any_data(string listen, string backend)
    {
        using var server = new Server(backend);
        using var running = Path.Forward(out var place, listen, new ForwardOptions { SendProxy = true }, server.Address);
        using var client = End.Connect(place);
        using var accepted = server.Accept();
        var header = Header(client.Address, place);
        Assert.Equal(header, accepted.Receive(header.Length));
        client.Send([1, 2]);
        Assert.Equal([1, 2], accepted.Receive(2));
        accepted.Send([3]);
        Assert.Equal([3], client.Receive(1));
    }

    [Theory]
    [InlineData("192.0.2.7", "198.51.100.9")]
    [InlineData("2001:db8::7", "2001:db8::9")]
    public void The_client_of_an_accepted_header_is_the_one_passed_on(string source, string destination)
    {
        var options = new ForwardOptions { AcceptProxy = true, SendProxy = true };
        using var server = new Server("127.0.0.1");
        using var running = Path.Forward(out var place, "127.0.0.1", options, server.Address);
        using var client = End.Connect(place);
        var header = Header(new(IPAddress.Parse(source), 1234), new(IPAddress.Parse(destination), 80));
        client.Send([.. header, 9]);
        using var accepted = server.Accept();
        Assert.Equal([.. header, 9], accepted.Receive(header.Length + 1));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(1000)]
    public void A_header_may_come_in_pieces_and_is_taken_exactly(int piece)
    {
        using var server = new Server("127.0.0.1");
        using var running = Path.Forward(out var place, "127.0.0.1", s_accept, server.Address);
        using var client = End.Connect(place);
        client.Socket.NoDelay = true;
        byte[] all = [.. WithTlv(Header(new(IPAddress.Parse("192.0.2.7"), 1234), place)), 5, 6, 7];
        foreach (var part in all.Chunk(piece))
        {
            client.Send(part);
            Thread.Sleep(2);
        }
        using var accepted = server.Accept();
        Assert.Equal([5, 6, 7], accepted.Receive(3));
        client.EndSending();
        Assert.True(accepted.HasEnded());
    }

    [Fact]
    public void A_local_header_leaves_the_real_client()
    {
        var options = new ForwardOptions { AcceptProxy = true, SendProxy = true };
        using var server = new Server("127.0.0.1");
        using var running = Path.Forward(out var place, "127.0.0.1", options, server.Address);
        using var client = End.Connect(place);
        client.Send([.. "\r\n\r\n\0\r\nQUIT\n"u8, 0x20, 0, 0, 0, 1]);
        using var accepted = server.Accept();
        byte[] expected = [.. Header(client.Address, place), 1];
        Assert.Equal(expected, accepted.Receive(expected.Length));
    }

    [Fact]
    public void Garbage_is_reset_and_counted()
    {
        using var server = new Server("127.0.0.1");
        using var running = Path.Forward(out var place, "127.0.0.1", s_accept, server.Address);
        using var client = End.Connect(place);
        client.Send("GET / HTTP/1.1\r\n\r\n"u8);
        Assert.Equal(0, client.BytesBeforeReset());
        Assert.Equal((1, 0), (running.Drops(DropReason.ProxyHeader), running.Statistics.Sessions));
    }

    [Fact]
    public void A_client_that_ends_before_its_header_is_counted()
    {
        using var server = new Server("127.0.0.1");
        using var running = Path.Forward(out var place, "127.0.0.1", s_accept, server.Address);
        using var client = End.Connect(place);
        client.EndSending();
        Assert.Equal(0, client.BytesBeforeReset());
        Assert.Equal(1, running.Drops(DropReason.ProxyHeader));
    }

    [Fact]
    public void A_header_that_does_not_come_in_time_is_reset_and_counted()
    {
        using var server = new Server("127.0.0.1");
        using var running = Path.Forward(out var place, "127.0.0.1", s_accept, server.Address);
        using var client = End.Connect(place);
        client.Send("\r\n\r\n"u8);
        var began = Environment.TickCount64;
        Assert.Equal(0, client.BytesBeforeReset());
        Assert.InRange(Environment.TickCount64 - began, 4500, 8000);
        Assert.Equal(1, running.Drops(DropReason.ProxyHeader));
    }

    private static byte[] Header(IPEndPoint source, IPEndPoint destination)
    {
        var bytes = new byte[ProxyHeader.MaxWritten];
        return bytes[..ProxyHeader.Write(bytes, isStream: true, UdpEndpoint.From(source), UdpEndpoint.From(destination))];
    }

    // PP2_TYPE_NOOP with two bytes.
    private static byte[] WithTlv(byte[] header)
    {
        header[15] += 5;
        return [.. header, 4, 0, 2, 0xAA, 0xBB];
    }
}
