namespace Fairlead.Forward;

/// <summary>How many sessions a statement has, over all loops, and how many it may have.</summary>
internal sealed class SessionLimit
{
    private int _live;
    private int _cooling;

    /// <summary>The most; of sockets that only wait until their port has cooled down there may be as many again.</summary>
    public int Most { get; set; }

    public int Live => _live;

    public bool TryBegin() => TryAdd(ref _live);

    /// <summary>Counts a session that a predecessor left, whether or not there is room.</summary>
    public void Inherit(bool isCooling) => Interlocked.Increment(ref isCooling ? ref _cooling : ref _live);

    /// <summary>A session passes to another statement, whether or not there is room.</summary>
    public void PassTo(SessionLimit other, bool isCooling)
    {
        Interlocked.Decrement(ref isCooling ? ref _cooling : ref _live);
        other.Inherit(isCooling);
    }

    public void End() => Interlocked.Decrement(ref _live);

    public bool TryCool() => TryAdd(ref _cooling);

    public void Cooled() => Interlocked.Decrement(ref _cooling);

    private bool TryAdd(ref int count)
    {
        if (Interlocked.Increment(ref count) <= Most)
        {
            return true;
        }
        Interlocked.Decrement(ref count);
        return false;
    }
}
