using System.Net;
using Fairlead.Forward.Statistics;
using Fairlead.Rules.Forwarding;

namespace Fairlead.Forward.Tests.Udp;

/// <summary>Who may begin a session where there is no room, and who has to go.</summary>
public sealed class LimitTests : IDisposable
{
    private readonly Peer _server = Peer.Server(Running.Free("127.0.0.1"));
    private readonly IPEndPoint _place = Running.Free("127.0.0.1");
    private readonly List<Peer> _clients = [];
    private readonly Running _running;
    private readonly ForwardRule _rule;

    public LimitTests()
    {
        _rule = Running.Udp(_place, _server.Address);
        _running = new Running(1, With(Eviction.None));
    }

    public void Dispose()
    {
        _running.Dispose();
        _server.Dispose();
        _clients.ForEach(client => client.Dispose());
    }

    [Fact]
    public void With_none_the_new_client_is_refused()
    {
        var sessions = Enumerable.Range(0, 3).Select(_ => Ask()).ToArray();
        AssertRefused(1);
        Array.ForEach(sessions, AssertWorks);
        Assert.Equal((3, 0), (_running.Statistics.Begun, _running.Statistics.Evicted));
    }

    [Fact]
    public void With_unconfirmed_the_one_unheard_longest_goes_and_confirmed_ones_stay()
    {
        Carry(Eviction.Unconfirmed);
        var confirmed = Ask();
        AssertWorks(confirmed);
        Confirm(confirmed);
        var answered = Ask();
        AssertWorks(answered);
        var silent = Ask();
        var next = Ask();
        AssertGone(answered, 1);
        var last = Ask();
        AssertGone(silent, 2);
        foreach (var session in (Session[])[confirmed, next, last])
        {
            AssertWorks(session);
            Confirm(session);
        }
        AssertRefused(1);
        Array.ForEach([confirmed, next, last], AssertWorks);
        Assert.Equal(3, _running.Statistics.Sessions);
    }

    [Fact]
    public void With_idlest_the_one_with_the_least_recent_traffic_goes_whoever_sent_it()
    {
        Carry(Eviction.Idlest);
        var (first, second, third) = (Ask(), Ask(), Ask());
        AssertWorks(first);
        var fourth = Ask();
        AssertGone(second, 1);
        Confirm(third);
        Array.ForEach([first, third, fourth], AssertWorks);
    }

    [Fact]
    public void A_reload_changes_who_has_to_go()
    {
        Carry(Eviction.Idlest);
        var sessions = Enumerable.Range(0, 3).Select(_ => Ask()).ToArray();
        Carry(Eviction.None);
        AssertRefused(1);
        Carry(Eviction.Unconfirmed);
        foreach (var session in sessions)
        {
            AssertWorks(session);
            Confirm(session);
        }
        AssertRefused(2);
        Carry(Eviction.Idlest);
        Confirm(sessions[1]);
        Confirm(sessions[2]);
        Confirm(sessions[0]);
        _ = Ask();
        AssertGone(sessions[1], 1);
    }

    [Fact]
    public void The_limit_holds_over_all_loops()
    {
        using var server = Peer.Server(Running.Free("127.0.0.1"));
        var place = Running.Free("127.0.0.1");
        using var running = new Running(4, Running.Udp(place, server.Address, new ForwardOptions { Sessions = 10, Evict = Eviction.None }));
        for (var i = 0; i < 60; i++)
        {
            _clients.Add(Peer.Client(place));
            _clients[^1].Send([1]);
        }
        Running.Until(() => running.Statistics.ToBackend + running.Statistics.Dropped == 60);
        Assert.Equal((10, 10, 50), (running.Statistics.Begun, running.Statistics.Sessions, running.Drops(DropReason.SessionLimit)));
    }

    [Fact]
    public void Ports_that_cool_down_bound_how_many_can_go()
    {
        Carry(Eviction.Unconfirmed);
        for (var i = 0; i < 6; i++)
        {
            _ = Ask();
        }
        AssertRefused(1);
        Assert.Equal((3, 3), (_running.Statistics.Evicted, _running.Statistics.Sessions));
    }

    [Fact]
    public void A_place_that_goes_gives_back_what_its_sessions_had()
    {
        IPEndPoint[] places = [Running.Free("127.0.0.1"), Running.Free("127.0.0.1"), Running.Free("127.0.0.1")];
        var options = new ForwardOptions { Sessions = 1, Idle = 1, Evict = Eviction.None };
        using var running = new Running(1, Running.Rule(Rules.Protocol.Udp, places, [_server.Address], options));
        using var first = Begin(places[0]);
        Running.Until(() => running.Statistics.Sessions == 0);
        running.Forwarder.Carry([Running.Rule(Rules.Protocol.Udp, places[1..], [_server.Address], options)]);
        using var second = Begin(places[1]);
        running.Forwarder.Carry([Running.Rule(Rules.Protocol.Udp, places[2..], [_server.Address], options)]);
        Running.Until(() => running.Statistics.Sessions == 0);
        using var third = Begin(places[2]);
        Assert.Equal(1, running.Statistics.Sessions);
        Running.Until(() => running.Statistics.Sessions == 0);
        Assert.Equal(0, running.Statistics.Dropped);
    }

    private Peer Begin(IPEndPoint place)
    {
        var client = Peer.Client(place);
        client.Send([1]);
        Assert.Equal([1], _server.Receive());
        return client;
    }

    private void Carry(Eviction evict) => _running.Forwarder.Carry([With(evict)]);

    private ForwardRule With(Eviction evict) => _rule with { Options = new ForwardOptions { Sessions = 3, Evict = evict } };

    private Session Ask()
    {
        var client = Peer.Client(_place);
        _clients.Add(client);
        client.Send([1]);
        return new Session(client, _server.ReceiveFrom().From);
    }

    // The backend answers; the client says nothing.
    private void AssertWorks(Session session)
    {
        _server.Answer(session.From, [2]);
        Assert.Equal([2], session.Client.Receive());
    }

    private void Confirm(Session session)
    {
        session.Client.Send([3]);
        Assert.Equal(session.From, _server.ReceiveFrom().From);
    }

    private void AssertGone(Session session, int late)
    {
        _server.Answer(session.From, [2]);
        Running.Until(() => _running.Drops(DropReason.Late) == late);
        Assert.Equal(0, session.Client.Socket.Available);
    }

    private void AssertRefused(int times)
    {
        var client = Peer.Client(_place);
        _clients.Add(client);
        client.Send([1]);
        Running.Until(() => _running.Drops(DropReason.SessionLimit) == times);
    }

    private sealed record Session(Peer Client, IPEndPoint From);
}
