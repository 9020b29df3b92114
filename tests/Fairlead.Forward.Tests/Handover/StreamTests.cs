using System.Collections.Concurrent;
using System.Net;
using Fairlead.Forward.Handover;
using Fairlead.Forward.Statistics;
using Fairlead.Forward.Tests.Udp;
using Fairlead.Linux;
using Fairlead.Rules.Forwarding;

namespace Fairlead.Forward.Tests.Handover;

/// <summary>One forwarder follows another while clients stream.</summary>
public sealed class StreamTests
{
    [Fact]
    public async Task Five_handovers_lose_nothing_and_sessions_keep_their_ports()
    {
        const int Clients = 4, Loops = 5;
        using var server = Peer.Server(Running.Free("127.0.0.1"));
        var ports = new ConcurrentDictionary<IPEndPoint, bool>();
        server.Echo(from => ports.TryAdd(from, true));
        var place = Running.Free("0.0.0.0");
        var rule = Running.Udp(place, server.Address);
        var running = new Running(rule);
        using var stop = new CancellationTokenSource();
        var streams = Enumerable.Range(0, Clients).Select(i => Task.Run(() => Stream(place, i, stop.Token))).ToArray();
        Running.Until(() => running.Statistics.Sessions == Clients);
        for (var round = 0; round < Loops; round++)
        {
            await Task.Delay(100, TestContext.Current.CancellationToken);
            var next = Follow(running, 1 + (round % 3), rule);
            Assert.Equal(Clients, next.Statistics.Sessions);
            running.Dispose();
            running = next;
        }
        await Task.Delay(100, TestContext.Current.CancellationToken);
        await stop.CancelAsync();
        var counts = await Task.WhenAll(streams);
        Assert.All(counts, count => Assert.InRange(count, 10, int.MaxValue));
        Assert.Equal(Clients, ports.Count);
        Assert.Equal((Clients, 0), (running.Statistics.Begun, running.Statistics.Dropped));
        running.Dispose();
    }

    [Fact]
    public void A_port_that_cools_down_goes_on_cooling()
    {
        using var server = Peer.Server(Running.Free("127.0.0.1"));
        var place = Running.Free("127.0.0.1");
        var rule = Running.Udp(place, server.Address, new ForwardOptions { Idle = 1, Sessions = 1 });
        var old = new Running(rule);
        using var client = Peer.Client(place);
        client.Send([1]);
        var (_, from) = server.ReceiveFrom();
        Running.Until(() => old.Statistics.Sessions == 0);
        using var next = Follow(old, 2, rule);
        old.Dispose();
        server.Answer(from, [2]);
        Running.Until(() => next.Drops(DropReason.Late) == 1);
        Assert.Equal((0, 0), (next.Statistics.Sessions, next.Statistics.Begun));
        Assert.Equal(0, client.Socket.Available);
        client.Send([3]);
        Assert.NotEqual(from, server.ReceiveFrom().From);
    }

    private static Running Follow(Running old, int loops, ForwardRule rule)
    {
        old.Forwarder.Stop();
        var stored = StoredState.Write(old.Forwarder);
        var inheritance = StoredState.Read(stored);
        Array.ForEach(stored, descriptor => _ = Libc.close(descriptor));
        return new Running(loops, inheritance, rule);
    }

    // Sixteen datagrams are always under way; each must come back, in order.
    private static int Stream(IPEndPoint place, int number, CancellationToken stop)
    {
        using var client = Peer.Client(new IPEndPoint(new IPAddress([127, 0, 0, (byte)(10 + number)]), place.Port));
        client.Socket.ReceiveTimeout = 10_000;
        var (sent, received) = (0, 0);
        while (!stop.IsCancellationRequested || received < sent)
        {
            while (sent < received + 16 && !stop.IsCancellationRequested)
            {
                client.Send(BitConverter.GetBytes(sent++));
            }
            Assert.Equal(received++, BitConverter.ToInt32(client.Receive()));
        }
        return received;
    }
}
