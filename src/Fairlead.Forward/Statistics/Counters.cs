using System.Runtime.CompilerServices;

namespace Fairlead.Forward.Statistics;

/// <summary>What one loop counts for one statement. One thread writes; others may read at any time.</summary>
internal sealed class Counters
{
    private static readonly int s_reasons = Enum.GetValues<DropReason>().Length;
    private readonly long[] _drops = new long[s_reasons];

    public long ToBackend { get; private set; }

    public long BytesToBackend { get; private set; }

    public long ToClient { get; private set; }

    public long BytesToClient { get; private set; }

    public long SessionsBegun { get; private set; }

    public long SessionsEvicted { get; private set; }

    public long Drops(DropReason reason) => _drops[(int)reason];

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Forwarded(long count, long bytes) => (ToBackend, BytesToBackend) = (ToBackend + count, BytesToBackend + bytes);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Returned(long count, long bytes) => (ToClient, BytesToClient) = (ToClient + count, BytesToClient + bytes);

    public void Dropped(DropReason reason, long count = 1) => _drops[(int)reason] += count;

    public void Began() => SessionsBegun++;

    public void Evicted() => SessionsEvicted++;
}
