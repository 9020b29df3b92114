using System.Net;
using Fairlead.Forward.Statistics;
using Fairlead.Rules;
using Fairlead.Rules.Forwarding;

namespace Fairlead.Forward.Tests.Udp;

/// <summary>How sessions begin, live and end.</summary>
public sealed class SessionLifeTests
{
    private static readonly ForwardOptions s_brief = new() { Idle = 1 };

    [Fact]
    public void A_session_without_traffic_ends_and_its_late_answers_are_dropped_and_counted()
    {
        using var server = Peer.Server(Running.Free("127.0.0.1"));
        var place = Running.Free("127.0.0.1");
        using var running = new Running(Running.Udp(place, server.Address, s_brief));
        using var client = Peer.Client(place);
        client.Send([1]);
        var (_, from) = server.ReceiveFrom();
        Assert.Equal(1, running.Statistics.Sessions);
        Running.Until(() => running.Statistics.Sessions == 0);
        server.Answer(from, [2]);
        server.Answer(from, [3]);
        Running.Until(() => running.Drops(DropReason.Late) == 2);
        client.Send([4]);
        var (_, again) = server.ReceiveFrom();
        Assert.NotEqual(from, again);
        server.Answer(again, [5]);
        Assert.Equal([5], client.Receive());
        Running.Until(() => (running.Statistics.Begun, running.Statistics.Sessions, running.Statistics.ToClient) == (2, 1, 1));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_session_with_traffic_in_one_direction_lives(bool isToBackend)
    {
        using var server = Peer.Server(Running.Free("127.0.0.1"));
        var place = Running.Free("127.0.0.1");
        using var running = new Running(Running.Udp(place, server.Address, s_brief));
        using var client = Peer.Client(place);
        client.Send([1]);
        var (_, from) = server.ReceiveFrom();
        for (var i = 0; i < 15; i++)
        {
            Thread.Sleep(200);
            if (isToBackend)
            {
                client.Send([1]);
                Assert.Equal(from, server.ReceiveFrom().From);
            }
            else
            {
                server.Answer(from, [2]);
                Assert.Equal([2], client.Receive());
            }
        }
        Assert.Equal((1, 1), (running.Statistics.Begun, running.Statistics.Sessions));
    }

    [Fact]
    public void A_port_that_has_cooled_down_is_given_back()
    {
        using var server = Peer.Server(Running.Free("127.0.0.1"));
        var place = Running.Free("127.0.0.1");
        using var running = new Running(Running.Udp(place, server.Address, s_brief with { Sessions = 1 }));
        using var client = Peer.Client(place);
        client.Send([1]);
        var (_, from) = server.ReceiveFrom();
        Running.Until(() => running.Statistics.Sessions == 0);
        Assert.True(IsTaken(from));
        var end = Environment.TickCount64 + 20_000;
        while (IsTaken(from) && Environment.TickCount64 < end)
        {
            Thread.Sleep(200);
        }
        Assert.False(IsTaken(from));
        // As is the right to end a session: there may be as many cooling down as live.
        client.Send([2]);
        Assert.Equal([2], server.Receive());
        Running.Until(() => running.Statistics.Sessions == 0);
    }

    [Fact]
    public void Where_ports_are_scarce_a_late_answer_reaches_no_new_client() =>
        Namespace.Run("echo 40000 40009 > /proc/sys/net/ipv4/ip_local_port_range", () =>
        {
            using var server = Peer.Server(new IPEndPoint(IPAddress.Loopback, 5000));
            var place = new IPEndPoint(IPAddress.Loopback, 6000);
            using var running = new Running(Running.Udp(place, server.Address, s_brief));
            var old = Enumerable.Range(0, 5).Select(i => Ask(server, place, 7000 + i)).ToArray();
            Running.Until(() => running.Statistics.Sessions == 0);
            Array.ForEach(old, o => o.Client.Dispose());
            var fresh = Enumerable.Range(0, 5).Select(i => Ask(server, place, 7100 + i)).ToArray();
            using var refused = Client(place, 7200);
            refused.Send([9]);
            Running.Until(() => running.Drops(DropReason.NoPort) == 1);
            Array.ForEach(old, o => server.Answer(o.From, [66]));
            Running.Until(() => running.Drops(DropReason.Late) == 5);
            foreach (var (client, from) in fresh)
            {
                server.Answer(from, [7]);
                Assert.Equal([7], client.Receive());
                client.Dispose();
            }
        });

    [Fact]
    public void Each_address_of_from_gives_ports_of_its_own() =>
        Namespace.Run("echo 40000 40009 > /proc/sys/net/ipv4/ip_local_port_range", () =>
        {
            using var server = Peer.Server(new IPEndPoint(IPAddress.Loopback, 5000));
            var place = new IPEndPoint(IPAddress.Loopback, 6000);
            Address[] sources = [Address.From(IPAddress.Parse("127.0.0.5")), Address.From(IPAddress.Parse("127.0.0.6"))];
            using var running = new Running(Running.Udp(
                place, server.Address, new ForwardOptions { From = ValueList.Create<Address>(sources) }));
            // All of them would begin with the same address.
            var clients = Enumerable.Range(0, 20).Select(i => Ask(server, place, 7000 + (2 * i))).ToArray();
            Assert.Equal(2, clients.Select(c => c.From.Address).Distinct().Count());
            Assert.Equal(20, clients.Select(c => c.From).Distinct().Count());
            using var refused = Client(place, 7200);
            refused.Send([9]);
            Running.Until(() => running.Drops(DropReason.NoPort) == 1);
            Assert.Equal(20, running.Statistics.Sessions);
            Array.ForEach(clients, c => c.Client.Dispose());
        });

    private static (Peer Client, IPEndPoint From) Ask(Peer server, IPEndPoint place, int port)
    {
        var client = Client(place, port);
        client.Send([1]);
        return (client, server.ReceiveFrom().From);
    }

    private static Peer Client(IPEndPoint place, int port) => Peer.Client(place, new IPEndPoint(place.Address, port));

    private static bool IsTaken(IPEndPoint place)
    {
        using var probe = new System.Net.Sockets.Socket(
            System.Net.Sockets.AddressFamily.InterNetwork, System.Net.Sockets.SocketType.Dgram, System.Net.Sockets.ProtocolType.Udp);
        try
        {
            probe.Bind(place);
            return false;
        }
        catch (System.Net.Sockets.SocketException)
        {
            return true;
        }
    }
}
