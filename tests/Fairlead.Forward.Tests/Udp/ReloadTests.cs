using System.Net;
using Fairlead.Linux;
using Fairlead.Rules;
using Fairlead.Rules.Forwarding;
using Fairlead.Udp;

namespace Fairlead.Forward.Tests.Udp;

/// <summary>New statements while sessions live.</summary>
public sealed class ReloadTests : IDisposable
{
    private readonly Peer _one = Peer.Server(Running.Free("127.0.0.1"));
    private readonly Peer _other = Peer.Server(Running.Free("127.0.0.1"));
    private readonly IPEndPoint _place = Running.Free("127.0.0.1");
    private readonly IPEndPoint _second = Running.Free("127.0.0.1");

    public void Dispose()
    {
        _one.Dispose();
        _other.Dispose();
    }

    [Fact]
    public void Sessions_keep_their_backend_and_new_clients_get_the_new_one()
    {
        using var running = new Running(Running.Udp(_place, _one.Address));
        using var old = Peer.Client(_place);
        var session = Ask(old, _one);
        Carry(running, Running.Udp(_place, _other.Address));
        Assert.Equal(session, Ask(old, _one));
        using var fresh = Peer.Client(_place);
        Ask(fresh, _other);
        _one.Answer(session, [9]);
        Assert.Equal([9], old.Receive());
        Assert.Equal(2, running.Statistics.Sessions);
    }

    [Fact]
    public void A_place_that_goes_is_closed_and_one_that_comes_is_served()
    {
        using var running = new Running(Running.Udp(_place, _one.Address));
        using var client = Peer.Client(_place);
        var session = Ask(client, _one);
        Carry(running, Running.Udp(_second, _one.Address));
        using var fresh = Peer.Client(_second);
        Ask(fresh, _one);
        Running.Until(() => IsFree(_place) && IsFree(session));
        // And it can come back at once.
        Carry(running, Running.Udp(_place, _one.Address), Running.Udp(_second, _one.Address));
        using var again = Peer.Client(_place);
        Ask(again, _one);
        Ask(fresh, _one);
    }

    [Fact]
    public void A_reload_that_fails_changes_nothing()
    {
        using var taken = Peer.Server(Running.Free("127.0.0.1"));
        using var running = new Running(Running.Udp(_place, _one.Address));
        using var client = Peer.Client(_place);
        var session = Ask(client, _one);
        var failure = Assert.Throws<LinuxException>(() => running.Forwarder.Carry(
            [Running.Udp(_second, _other.Address), Running.Udp(_place, _other.Address), Running.Udp(taken.Address, _other.Address)]));
        Assert.Contains("somebody has it", failure.Message, StringComparison.Ordinal);
        Assert.Equal(session, Ask(client, _one));
        using var fresh = Peer.Client(_place);
        Ask(fresh, _one);
        Assert.True(IsFree(_second));
        Assert.Single(running.Forwarder.Statistics());
        Running.Until(() => (running.Statistics.Sessions, running.Statistics.ToBackend) == (2, 3));
    }

    [Fact]
    public void A_place_that_moves_to_another_statement_keeps_its_sessions()
    {
        using var running = new Running(
            Running.Rule(Protocol.Udp, [_place, _second], [_one.Address]));
        using var first = Peer.Client(_place);
        using var second = Peer.Client(_second);
        var sessions = (Ask(first, _one), Ask(second, _one));
        Carry(running, Running.Udp(_place, _one.Address), Running.Udp(_second, _other.Address));
        Assert.Equal(sessions, (Ask(first, _one), Ask(second, _one)));
        using var fresh = Peer.Client(_second);
        Ask(fresh, _other);
        Carry(running, Running.Udp(_second, _other.Address));
        Assert.Equal(sessions.Item2, Ask(second, _one));
    }

    [Fact]
    public void Sessions_count_where_their_place_belongs()
    {
        using var running = new Running(Running.Udp(_place, _one.Address), Running.Udp(_second, _one.Address));
        using var first = Peer.Client(_place);
        using var second = Peer.Client(_second);
        Ask(first, _one);
        Ask(second, _one);
        var added = Running.Free("127.0.0.1");
        Carry(running, Running.Rule(Protocol.Udp, [added, _place, _second], [_one.Address], new ForwardOptions { Idle = 1 }));
        Assert.Equal((2, 2), (running.Statistics.Sessions, running.Forwarder.SessionCount));
        Ask(first, _one);
        Ask(second, _one);
        Running.Until(() => running.Statistics.ToBackend == 2);
    }

    [Fact]
    public void Options_are_those_of_the_new_statement()
    {
        using var running = new Running(1, Running.Udp(_place, _one.Address));
        using var old = Peer.Client(_place);
        Ask(old, _one);
        Carry(running, Running.Udp(_place, _one.Address, new ForwardOptions { SendProxy = true }));
        Ask(old, _one);
        using var fresh = Peer.Client(_place);
        fresh.Send([1]);
        Assert.Equal(29, _one.Receive().Length);
        using var joining = MultihomedUdpSocket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        BatchTests.SendJoined(joining, _place, 3, 100, 50);
        Assert.Equal([128, 128, 78], [_one.Receive().Length, _one.Receive().Length, _one.Receive().Length]);
        Carry(running, Running.Udp(_place, _one.Address, new ForwardOptions { Idle = 1, Sessions = 7 }));
        Assert.Equal(7, running.Statistics.SessionLimit);
        using var brief = Peer.Client(_place);
        Ask(brief, _one);
        // Those from before have the new time, too.
        Running.Until(() => running.Statistics.Sessions == 0);
    }

    [Fact]
    public void Sockets_that_were_passed_for_one_place_are_all_served_and_can_come_again()
    {
        using var sockets = new SharedPlace(_place, 3);
        var rule = Running.Udp(_place, _one.Address) with { Listen = ValueList.Create<ListenPoint>(sockets.Points) };
        using var running = new Running(rule);
        AssertServed();
        Carry(running, rule);
        AssertServed();
        Carry(running, Running.Udp(_second, _one.Address));
        Carry(running, rule);
        AssertServed();

        void AssertServed()
        {
            for (var i = 0; i < 30; i++)
            {
                using var client = Peer.Client(_place);
                Ask(client, _one);
            }
        }
    }

    private static IPEndPoint Ask(Peer client, Peer server)
    {
        client.Send([1]);
        var (datagram, from) = server.ReceiveFrom();
        Assert.Equal([1], datagram);
        return from;
    }

    // A loop takes a statement a moment after it was given: what it is asked later, it answers later.
    private static void Carry(Running running, params ForwardRule[] rules)
    {
        running.Forwarder.Carry(rules);
        Assert.True(running.Forwarder.Answers(TimeSpan.FromSeconds(5)));
    }

    private static bool IsFree(IPEndPoint place)
    {
        try
        {
            Peer.Server(place).Dispose();
            return true;
        }
        catch (System.Net.Sockets.SocketException)
        {
            return false;
        }
    }
}
