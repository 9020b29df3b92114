using System.Net;
using System.Net.Sockets;
using Fairlead.Forward.Statistics;
using Fairlead.Rules.Forwarding;

namespace Fairlead.Forward.Tests.Udp;

/// <summary>A flood of clients that send one datagram each, as with forged addresses.</summary>
[Collection(nameof(Alone))]
public sealed class FloodTests
{
    private const int Sessions = 200;
    private const int Flood = 20_000;

    [Fact]
    public void Confirmed_sessions_lose_nothing_and_what_the_flood_takes_is_bounded()
    {
        using var server = Peer.Server(Running.Free("127.0.0.1")).Echo();
        var place = Running.Free("127.0.0.1");
        using var running = new Running(Running.Udp(place, server.Address, new ForwardOptions { Sessions = Sessions }));
        var clients = Enumerable.Range(0, 20).Select(_ => Peer.Client(place)).ToArray();
        Array.ForEach(clients, RoundTrip);
        Array.ForEach(clients, RoundTrip);
        var (descriptors, memory) = (Descriptors(), GC.GetTotalMemory(forceFullCollection: true));
        for (var i = 0; i < Flood; i++)
        {
            SendFrom(new IPAddress([127, 1, (byte)(i >> 8), (byte)i]), place);
            if (i % 200 == 0)
            {
                RoundTrip(clients[i / 200 % clients.Length]);
            }
        }
        Array.ForEach(clients, RoundTrip);
        Assert.InRange(running.Statistics.Sessions, clients.Length, Sessions);
        Assert.InRange(Descriptors() - descriptors, 0, (2 * Sessions) + 50);
        Assert.InRange(GC.GetTotalMemory(forceFullCollection: true) - memory, long.MinValue, 8 << 20);
        Assert.InRange(running.Statistics.Evicted, 1, Sessions);
        Assert.InRange(running.Drops(DropReason.SessionLimit), 1, Flood);
        // Whatever came was forwarded or is counted.
        const int Sent = Flood + 20 + 20 + (Flood / 200) + 20;
        Running.Until(() => running.Statistics.ToBackend + running.Statistics.Dropped - running.Drops(DropReason.Late) == Sent);
        Array.ForEach(clients, client => client.Dispose());
    }

    private static void RoundTrip(Peer client)
    {
        client.Send([1, 2, 3]);
        Assert.Equal([1, 2, 3], client.Receive());
    }

    private static void SendFrom(IPAddress address, IPEndPoint to)
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        socket.Bind(new IPEndPoint(address, 9));
        socket.SendTo([1], to);
    }

    private static int Descriptors() => Directory.GetFileSystemEntries("/proc/self/fd").Length;
}
