using System.Net;
using Fairlead.Forward.Statistics;

namespace Fairlead.Forward.Tests.Udp;

public sealed class RoundTripTests
{
    [Theory]
    [InlineData("127.0.0.1", "127.0.0.1")]
    [InlineData("::1", "::1")]
    [InlineData("127.0.0.1", "::1")]
    [InlineData("::1", "127.0.0.1")]
    public void A_datagram_goes_there_and_back_between_families(string listen, string backend)
    {
        using var server = Peer.Server(Running.Free(backend)).Echo();
        var place = Running.Free(listen);
        using var running = new Running(Running.Udp(place, server.Address));
        using var client = Peer.Client(place);
        client.Send([1, 2, 3]);
        Assert.Equal([1, 2, 3], client.Receive());
        Running.Until(() => (running.Statistics.ToBackend, running.Statistics.ToClient, running.Statistics.Sessions) == (1, 1, 1));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(1473)]
    [InlineData(9000)]
    [InlineData(65507)]
    public void A_datagram_of_any_length_arrives_whole(int length)
    {
        using var server = Peer.Server(Running.Free("127.0.0.1")).Echo();
        var place = Running.Free("127.0.0.1");
        using var running = new Running(Running.Udp(place, server.Address));
        using var client = Peer.Client(place);
        var datagram = new byte[length];
        Random.Shared.NextBytes(datagram);
        client.Send(datagram);
        Assert.Equal(datagram, client.Receive());
    }

    [Theory]
    [InlineData("0.0.0.0", "127.0.0.2", "127.0.0.3")]
    [InlineData("::", "::1", "::1")]
    public void Answers_leave_from_the_address_that_was_asked(string wildcard, string one, string other)
    {
        using var server = Peer.Server(Running.Free("127.0.0.1")).Echo();
        var place = Running.Free(wildcard);
        using var running = new Running(Running.Udp(place, server.Address));
        foreach (var asked in (string[])[one, other, one])
        {
            using var client = Peer.Client(new IPEndPoint(IPAddress.Parse(asked), place.Port));
            client.Send([7]);
            Assert.Equal([7], client.Receive());
        }
    }

    [Fact]
    public void Each_client_has_a_port_of_its_own_and_gets_its_own_answers()
    {
        using var server = Peer.Server(Running.Free("127.0.0.1"));
        var place = Running.Free("127.0.0.1");
        using var running = new Running(Running.Udp(place, server.Address));
        var clients = Enumerable.Range(0, 100).Select(_ => Peer.Client(place)).ToArray();
        var ports = new Dictionary<byte, IPEndPoint>();
        for (var i = 0; i < clients.Length; i++)
        {
            clients[i].Send([(byte)i]);
            var (datagram, from) = server.ReceiveFrom();
            ports.Add(datagram[0], from);
        }
        Assert.Equal(100, ports.Values.Distinct().Count());
        foreach (var (number, port) in ports)
        {
            server.Answer(port, [number, number]);
        }
        for (var i = 0; i < clients.Length; i++)
        {
            Assert.Equal([(byte)i, (byte)i], clients[i].Receive());
            clients[i].Dispose();
        }
        Assert.Equal(100, running.Statistics.Sessions);
    }

    [Fact]
    public void The_first_datagram_after_the_backend_is_back_is_not_lost()
    {
        var backend = Running.Free("127.0.0.1");
        var place = Running.Free("127.0.0.1");
        using var running = new Running(Running.Udp(place, backend));
        using var client = Peer.Client(place);
        client.Send([1]);
        Running.Until(() => running.Drops(DropReason.Unreachable) == 1);
        for (var i = 0; i < 20; i++)
        {
            client.Send([1]);
        }
        Running.Until(() => running.Statistics.ToBackend == 21);
        using var server = Peer.Server(backend).Echo();
        client.Send([2]);
        Assert.Equal([2], client.Receive());
    }
}
