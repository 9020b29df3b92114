using Fairlead.Mirror.Frames;

namespace Fairlead.Mirror.Agent;

/// <summary>What the agent has counted, which the feeder is told when it has changed.</summary>
internal sealed class Counters
{
    private readonly Dictionary<string, long> _dropped = [];
    private long _told = -1;

    /// <summary>Connections that were taken.</summary>
    public long Connections { get; set; }

    /// <summary>Bytes that clients sent on them.</summary>
    public long Bytes { get; set; }

    /// <summary>Something was not delivered whole.</summary>
    public void Drop(string reason, long count = 1) => _dropped[reason] = _dropped.GetValueOrDefault(reason) + count;

    /// <summary>All of it.</summary>
    public CountsMessage Now() => new(Connections, Bytes, _dropped);

    /// <summary>What there is to tell; null: nothing new.</summary>
    public CountsMessage? News()
    {
        var sum = Connections + Bytes;
        foreach (var count in _dropped.Values)
        {
            sum += count;
        }
        if (sum == _told)
        {
            return null;
        }
        _told = sum;
        return Now();
    }
}
