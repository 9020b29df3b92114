using System.Net;
using Fairlead.Forward.Proxy;
using Fairlead.Forward.Statistics;
using Fairlead.Rules.Forwarding;
using Fairlead.Udp;

namespace Fairlead.Forward.Tests.Udp;

/// <summary>The header of the PROXY protocol in each datagram, sent and accepted.</summary>
public sealed class ProxyTests : IDisposable
{
    private readonly Peer _server = Peer.Server(Running.Free("127.0.0.1"));
    private readonly IPEndPoint _place = Running.Free("127.0.0.1");

    public void Dispose() => _server.Dispose();

    [Theory]
    [InlineData("127.0.0.1", "127.0.0.1")]
    [InlineData("0.0.0.0", "127.0.0.9")]
    [InlineData("::", "::1")]
    public void Each_datagram_begins_with_who_sent_it_and_whom_it_asked(string listen, string asked)
    {
        var place = Running.Free(listen);
        using var running = new Running(Running.Udp(place, _server.Address, new ForwardOptions { SendProxy = true }));
        using var client = Peer.Client(new IPEndPoint(IPAddress.Parse(asked), place.Port));
        foreach (var payload in (byte[][])[[1, 2, 3], [], [4]])
        {
            client.Send(payload);
            var (datagram, from) = _server.ReceiveFrom();
            Assert.Equal([.. Header(client.Address, (IPEndPoint)client.Socket.RemoteEndPoint!), .. payload], datagram);
            _server.Answer(from, payload);
            Assert.Equal(payload, client.Receive());
        }
    }

    [Fact]
    public void Datagrams_that_the_client_sent_joined_have_a_header_each()
    {
        using var running = new Running(Running.Udp(_place, _server.Address, new ForwardOptions { SendProxy = true }));
        using var client = MultihomedUdpSocket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        using var batch = new DatagramBatch(1);
        batch[0].Write(new byte[2500]);
        batch[0].Reset();
        batch[0].SetPeer(UdpEndpoint.From(_place));
        batch[0].SetSegmentSize(1000);
        Assert.Equal(1, client.Send(batch, 0, 1));
        foreach (var length in (int[])[1000, 1000, 500])
        {
            Assert.Equal([.. Header((IPEndPoint)client.Socket.LocalEndPoint!, _place), .. new byte[length]], _server.Receive());
        }
    }

    [Fact]
    public void A_datagram_that_is_too_long_with_its_header_is_counted()
    {
        using var running = new Running(Running.Udp(_place, _server.Address, new ForwardOptions { SendProxy = true }));
        using var client = Peer.Client(_place);
        client.Send(new byte[65507]);
        Running.Until(() => running.Drops(DropReason.TooLong) == 1);
        client.Send(new byte[65507 - 28]);
        Assert.Equal(65507, _server.Receive().Length);
        Running.Until(() => (running.Statistics.Dropped, running.Statistics.ToBackend) == (1, 1));
    }

    [Fact]
    public void Two_clients_behind_one_proxy_have_sessions_of_their_own_and_answers_go_to_the_proxy()
    {
        using var running = new Running(1, Running.Udp(_place, _server.Address, new ForwardOptions { AcceptProxy = true }));
        using var proxy = Peer.Client(_place);
        var ports = new List<IPEndPoint>();
        foreach (var client in (string[])["192.0.2.1:1000", "192.0.2.2:1000", "[2001:db8::1]:1000", "192.0.2.1:1001"])
        {
            var asked = IPEndPoint.Parse(client.StartsWith('[') ? "[2001:db8::2]:9" : "192.0.2.9:9");
            proxy.Send([.. Header(IPEndPoint.Parse(client), asked), (byte)ports.Count]);
            var (datagram, from) = _server.ReceiveFrom();
            Assert.Equal([(byte)ports.Count], datagram);
            ports.Add(from);
        }
        Assert.Equal(4, ports.Distinct().Count());
        _server.Answer(ports[1], [77]);
        Assert.Equal([77], proxy.Receive());
        // The proxy goes on from another port: the session is the same, and answers follow.
        using var other = Peer.Client(_place);
        other.Send([.. Header(IPEndPoint.Parse("192.0.2.2:1000"), IPEndPoint.Parse("192.0.2.9:9")), 5]);
        Assert.Equal(ports[1], _server.ReceiveFrom().From);
        _server.Answer(ports[1], [78]);
        Assert.Equal([78], other.Receive());
    }

    [Fact]
    public void What_has_no_header_that_can_be_read_is_dropped_and_counted()
    {
        using var running = new Running(Running.Udp(_place, _server.Address, new ForwardOptions { AcceptProxy = true }));
        using var client = Peer.Client(_place);
        byte[] whole = Header(IPEndPoint.Parse("192.0.2.1:1"), IPEndPoint.Parse("192.0.2.2:2"));
        foreach (var bad in (byte[][])[[], [1, 2, 3], whole[..10], whole[..16], whole[..27]])
        {
            client.Send(bad);
        }
        Running.Until(() => running.Drops(DropReason.ProxyHeader) == 5);
        client.Send(whole);
        Assert.Empty(_server.Receive());
        Assert.Equal((5, 1), (running.Statistics.Dropped, running.Statistics.Begun));
    }

    [Fact]
    public void A_check_of_the_proxy_itself_has_the_address_that_it_comes_from()
    {
        var both = new ForwardOptions { AcceptProxy = true, SendProxy = true };
        using var running = new Running(Running.Udp(_place, _server.Address, both));
        using var client = Peer.Client(_place);
        byte[] local = [.. Header(IPEndPoint.Parse("192.0.2.1:1"), IPEndPoint.Parse("192.0.2.2:2"))[..12], 0x20, 0, 0, 0];
        client.Send([.. local, 1]);
        Assert.Equal([.. Header(client.Address, _place), 1], _server.Receive());
        var named = Header(IPEndPoint.Parse("192.0.2.1:1"), IPEndPoint.Parse("192.0.2.2:2"));
        client.Send([.. named, 2]);
        Assert.Equal([.. named, 2], _server.Receive());
    }

    private static byte[] Header(IPEndPoint source, IPEndPoint destination)
    {
        var bytes = new byte[ProxyHeader.MaxWritten];
        return bytes[..ProxyHeader.Write(bytes, isStream: false, UdpEndpoint.From(source), UdpEndpoint.From(destination))];
    }
}
