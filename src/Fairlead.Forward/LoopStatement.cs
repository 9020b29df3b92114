using Fairlead.Forward.Statistics;
using Fairlead.Forward.Udp;

namespace Fairlead.Forward;

/// <summary>What one loop has of one statement: its counters, and the sessions that may make room.</summary>
internal sealed class LoopStatement(Statement statement)
{
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
