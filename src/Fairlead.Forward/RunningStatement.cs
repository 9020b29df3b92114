using Fairlead.Forward.Statistics;
using Fairlead.Rules.Forwarding;

namespace Fairlead.Forward;

/// <summary>A statement with its part in each loop, and its places.</summary>
internal sealed class RunningStatement
{
    public RunningStatement(Statement statement, ForwardLoop[] loops)
    {
        Statement = statement;
        Parts = Array.ConvertAll(loops, _ => new LoopStatement(statement));
    }

    public Statement Statement { get; }

    /// <summary>Its part in each loop, in their order.</summary>
    public LoopStatement[] Parts { get; }

    /// <summary>Where it listens. Replaced, never changed: others read it.</summary>
    public Place[] Places { get; set; } = [];

    /// <summary>What it has done. From any thread: the numbers may be of slightly different moments.</summary>
    public StatementStatistics Statistics()
    {
        ForwardRule rule = Statement.Rule;
        var drops = new long[Enum.GetValues<DropReason>().Length];
        for (var reason = 0; reason < drops.Length; reason++)
        {
            drops[reason] = Sum(counters => counters.Drops((DropReason)reason));
        }
        drops[(int)DropReason.ReceiveQueue] += Places.Sum(p => p.Listeners.Sum(l => l.Listener.Unread));
        return new StatementStatistics(
            rule.Number, rule.Protocol, rule.Text, Statement.Limit.Live, Statement.Limit.Most, Sum(c => c.SessionsBegun),
            Sum(c => c.SessionsEvicted), Sum(c => c.ToBackend), Sum(c => c.BytesToBackend), Sum(c => c.ToClient),
            Sum(c => c.BytesToClient), drops);
    }

    private long Sum(Func<Counters, long> number) => Parts.Sum(part => number(part.Counters));
}
