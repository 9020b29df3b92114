using System.Net;
using Fairlead.Forward.Statistics;
using Fairlead.Udp;

namespace Fairlead.Forward.Tests.Udp;

/// <summary>Many datagrams at a time: none lost, each whole, those of one client in order.</summary>
public sealed class BatchTests
{
    [Fact]
    public void Bursts_of_several_clients_arrive_whole_and_in_order()
    {
        const int Clients = 5, Rounds = 100, Burst = 20;
        using var server = Peer.Server(Running.Free("127.0.0.1"));
        var place = Running.Free("127.0.0.1");
        using var running = new Running(Running.Udp(place, server.Address));
        var clients = Enumerable.Range(0, Clients).Select(_ => Peer.Client(place)).ToArray();
        var next = new int[Clients];
        var answers = new int[Clients];
        for (var round = 0; round < Rounds; round++)
        {
            // Of several lengths, those of 0 bytes among them, so that some can be joined and some cannot.
            for (var i = 0; i < Burst * Clients; i++)
            {
                var number = (round * Burst) + (i / Clients);
                clients[i % Clients].Send(Datagram(i % Clients, number));
            }
            for (var i = 0; i < Burst * Clients; i++)
            {
                var (datagram, from) = server.ReceiveFrom();
                Assert.Equal(Datagram(datagram[0], next[datagram[0]]++), datagram);
                server.Answer(from, datagram);
            }
            for (var client = 0; client < Clients; client++)
            {
                for (var i = 0; i < Burst; i++)
                {
                    Assert.Equal(Datagram(client, answers[client]++), clients[client].Receive());
                }
            }
        }
        Running.Until(() => (running.Statistics.ToClient, running.Statistics.Dropped) == (Clients * Rounds * Burst, 0));
        Array.ForEach(clients, client => client.Dispose());
    }

    [Theory]
    [InlineData(5, 1000, 1000)]
    [InlineData(40, 1200, 7)]
    [InlineData(2, 1, 1)]
    [InlineData(64, 1000, 999)]
    public void What_a_client_sends_joined_arrives_as_the_datagrams_that_it_is(int count, int size, int last)
    {
        using var server = Peer.Server(Running.Free("127.0.0.1"));
        var place = Running.Free("127.0.0.1");
        using var running = new Running(Running.Udp(place, server.Address));
        using var client = MultihomedUdpSocket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        var bytes = SendJoined(client, place, count, size, last);
        for (var i = 0; i < count; i++)
        {
            Assert.Equal(bytes[(i * size)..Math.Min((i + 1) * size, bytes.Length)], server.Receive());
        }
        Assert.Equal(0, server.Socket.Available);
        Running.Until(() => (running.Statistics.ToBackend, running.Statistics.BytesToBackend) == (count, bytes.Length));
    }

    [Theory]
    [InlineData(1000, 500)]
    [InlineData(1200, 1200)]
    public void What_a_backend_answers_joined_arrives_as_the_datagrams_that_it_is(int size, int last)
    {
        using var server = MultihomedUdpSocket.Bind(Running.Free("127.0.0.1"));
        var place = Running.Free("0.0.0.0");
        using var running = new Running(Running.Udp(place, (IPEndPoint)server.Socket.LocalEndPoint!));
        using var client = Peer.Client(new IPEndPoint(IPAddress.Parse("127.0.0.77"), place.Port));
        client.Send([1]);
        EndPoint from = new IPEndPoint(IPAddress.Any, 0);
        server.Socket.ReceiveTimeout = 5000;
        server.Socket.ReceiveFrom(new byte[10], ref from);
        var bytes = SendJoined(server, (IPEndPoint)from, 20, size, last);
        for (var i = 0; i < 20; i++)
        {
            Assert.Equal(bytes[(i * size)..Math.Min((i + 1) * size, bytes.Length)], client.Receive());
        }
        Running.Until(() => (running.Statistics.ToClient, running.Statistics.BytesToClient) == (20, bytes.Length));
    }

    [Fact]
    public void Where_the_path_is_too_narrow_to_join_each_goes_alone_and_in_fragments() =>
        Namespace.Run("ip route add local 10.1.1.1 dev lo mtu 600", () =>
        {
            using var server = Peer.Server(new IPEndPoint(IPAddress.Parse("10.1.1.1"), 5000));
            var place = new IPEndPoint(IPAddress.Loopback, 6000);
            using var running = new Running(Running.Udp(place, server.Address));
            using var client = MultihomedUdpSocket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
            for (var round = 0; round < 3; round++)
            {
                var bytes = SendJoined(client, place, 10, 1000, 900);
                for (var i = 0; i < 10; i++)
                {
                    Assert.Equal(bytes[(i * 1000)..Math.Min((i + 1) * 1000, bytes.Length)], server.Receive());
                }
            }
            Running.Until(() => running.Statistics.ToBackend == 30);
            Assert.Equal(0, running.Statistics.Dropped);
        });

    [Fact]
    public void Whatever_comes_in_an_overload_is_forwarded_or_counted()
    {
        const int Sent = 30_000;
        using var server = Peer.Server(Running.Free("127.0.0.1"));
        var place = Running.Free("127.0.0.1");
        using var running = new Running(1, Running.Udp(place, server.Address, new() { ReceiveBuffer = 4096, Idle = 1 }));
        using var client = Peer.Client(place);
        for (var i = 0; i < Sent; i++)
        {
            client.Send([1, 2, 3]);
        }
        Running.Until(() => running.Statistics.ToBackend + running.Statistics.Dropped == Sent);
        Assert.InRange(running.Drops(DropReason.ReceiveQueue), 1, Sent);
    }

    [Fact]
    public void Answers_that_come_faster_than_they_are_read_are_counted_too()
    {
        const int Answers = 20_000;
        using var server = Peer.Server(Running.Free("127.0.0.1"));
        var place = Running.Free("127.0.0.1");
        using var running = new Running(1, Running.Udp(place, server.Address, new() { Idle = 1 }));
        using var client = Peer.Client(place);
        client.Send([1]);
        var (_, from) = server.ReceiveFrom();
        running.Forwarder.Stop();
        for (var i = 0; i < Answers; i++)
        {
            server.Answer(from, [1, 2, 3]);
        }
        running.Forwarder.Start();
        Running.Until(() => running.Statistics.ToClient + running.Statistics.Dropped == Answers);
        Assert.InRange(running.Drops(DropReason.ReceiveQueue), 1, Answers);
    }

    private static byte[] Datagram(int client, int number)
    {
        var datagram = new byte[number % 7 == 0 ? 1400 : number % 3 == 0 ? 100 : 600];
        Array.Fill(datagram, (byte)number);
        datagram[0] = (byte)client;
        return datagram;
    }

    /// <summary>Sends datagrams of one size, the last of another, with one call and as one buffer; gives the bytes.</summary>
    internal static byte[] SendJoined(MultihomedUdpSocket from, IPEndPoint to, int count, int size, int last)
    {
        var bytes = new byte[((count - 1) * size) + last];
        Random.Shared.NextBytes(bytes);
        using var batch = new DatagramBatch(1);
        batch[0].Write(bytes);
        batch[0].Reset();
        batch[0].SetPeer(UdpEndpoint.From(to));
        batch[0].SetSegmentSize(size);
        Assert.Equal(1, from.Send(batch, 0, 1));
        return bytes;
    }
}
