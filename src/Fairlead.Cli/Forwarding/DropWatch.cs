using Fairlead.Forward;
using Fairlead.Forward.Statistics;
using Fairlead.Rules;

namespace Fairlead.Cli.Forwarding;

/// <summary>Says when something is dropped: at once for the first time, then at most once a minute for each reason.</summary>
internal sealed class DropWatch(Action<ForwardEvent> say)
{
    private const long Minute = 60_000;

    private readonly Dictionary<(int Statement, Protocol Protocol, DropReason Reason), (long Told, long At)> _told = [];

    /// <summary>Looks at what the statements have dropped.</summary>
    public void Look(StatementStatistics[] statements)
    {
        foreach (var statement in statements)
        {
            for (var reason = 0; reason < statement.Drops.Count; reason++)
            {
                Look(statement, (DropReason)reason, statement.Drops[reason]);
            }
        }
    }

    private void Look(StatementStatistics statement, DropReason reason, long drops)
    {
        var key = (statement.Number, statement.Protocol, reason);
        var now = Environment.TickCount64;
        var (told, at) = _told.GetValueOrDefault(key, (0, now - Minute));
        if (drops > told && now - at >= Minute)
        {
            _told[key] = (drops, now);
            var level = reason == DropReason.Late ? ForwardLevel.Detail : ForwardLevel.Warning;
            say(new ForwardEvent(level, "drop", statement.Number, $"{drops - told} dropped: {DropText.Explain(reason)}"));
        }
    }
}
