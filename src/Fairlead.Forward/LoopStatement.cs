using Fairlead.Forward.Sockets;
using Fairlead.Forward.Statistics;
using Fairlead.Forward.Udp;
using Fairlead.Linux;

namespace Fairlead.Forward;

/// <summary>What one loop has of one statement: its counters, and the sessions that may make room.</summary>
internal sealed class LoopStatement(Statement statement)
{
    private Errno _told;

    public Statement Statement { get; } = statement;

    public Counters Counters { get; } = new();

    /// <summary>Whom <c>evict</c> may end, the longest unused first.</summary>
    public SessionList Evictable { get; } = new();

    /// <summary>Makes room for a session, perhaps by ending another one; counts where there is none.</summary>
    /// <param name="datagrams">How many datagrams, or connections, ask for it.</param>
    public bool TryBegin(int datagrams = 1)
    {
        var limit = Statement.Limit;
        if (limit.TryBegin() || (Oldest() is { } oldest && oldest.TryEnd(isEvicted: true) && limit.TryBegin()))
        {
            return true;
        }
        Counters.Dropped(DropReason.SessionLimit, datagrams);
        return false;
    }

    /// <summary>The reason to count where there is no socket to a backend; says what the count does not tell, once in a row.</summary>
    public DropReason WhyNoUpstream(Errno errno)
    {
        var reason = UpstreamSocket.Reason(errno);
        if (reason == DropReason.NoUpstream && errno != _told)
        {
            _told = errno;
            var advice = errno == Errno.EACCES && Statement.IsTransparent
                ? ": a client's port below 1024 needs CAP_NET_BIND_SERVICE here"
                : "";
            Tell(ForwardLevel.Warning, "drop", $"no socket to the backend: {errno}{advice}");
        }
        return reason;
    }

    /// <summary>Says that a session begins, or has ended. Asked for first, by <see cref="IForwardHost.WantsDetails"/>.</summary>
    public void Tell(SessionStatistics session, bool begins) => Tell(ForwardLevel.Detail, "session", begins
        ? $"{session.Client} to {session.Backend} begins"
        : $"{session.Client} to {session.Backend} has ended ({session.ToBackend} there, {session.ToClient} back)");

    private void Tell(ForwardLevel level, string kind, string message) =>
        Statement.Host.Say(new ForwardEvent(level, kind, Statement.Rule.Number, message));

    // Since they were listed, the statement may have changed.
    private Session? Oldest()
    {
        while (Evictable.First is { IsEvictable: false } spared)
        {
            Evictable.Remove(spared);
        }
        return Evictable.First;
    }
}
