namespace Fairlead.Mirror.Feed;

/// <summary>What was fed so far: for the status line and the summary. Written by the loop alone.</summary>
internal sealed class FedTraffic
{
    private readonly Dictionary<string, long> _dropped = [];

    /// <summary>Connections that are open.</summary>
    public int Open { get; set; }

    /// <summary>Connections, and clients of datagrams, so far.</summary>
    public long Connections { get; set; }

    /// <summary>Bytes that went to the local program.</summary>
    public long ToProgram { get; set; }

    /// <summary>Bytes that the local program answered.</summary>
    public long FromProgram { get; set; }

    /// <summary>Lines in which its answers and the real ones differed.</summary>
    public long Differences { get; set; }

    /// <summary>What was not delivered whole, by reason: here, and at the agent.</summary>
    public IReadOnlyDictionary<string, long> Dropped => _dropped;

    /// <summary>The time of the last ping to the agent and back, in microseconds; 0: none has come back.</summary>
    public long RoundTrip { get; set; }

    /// <summary>Counts something that was not delivered.</summary>
    public void Drop(string reason) => _dropped[reason] = _dropped.GetValueOrDefault(reason) + 1;
}
