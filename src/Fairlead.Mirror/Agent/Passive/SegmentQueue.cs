namespace Fairlead.Mirror.Agent.Passive;

/// <summary>Puts the bytes of segments in order: those that come too early wait for what is missing before them.</summary>
/// <remarks>
/// Positions are those of the stream, from 0 on. What was there before is dropped, whole or in part, so a byte is given once.
/// Limits: so many bytes may wait, in one queue and in all of them.
/// </remarks>
internal sealed class SegmentQueue(HeldBytes held)
{
    private const int Most = 1 << 20;
    private readonly SortedList<long, byte[]> _early = [];
    private long _end = long.MaxValue;
    private int _count;

    /// <summary>The position of the next byte.</summary>
    public long Next { get; private set; }

    /// <summary>Whether something waits for what is missing.</summary>
    public bool HasGap => _early.Count > 0 || (_end != long.MaxValue && Next < _end);

    /// <summary>Whether all has come.</summary>
    public bool IsOver => Next == _end;

    /// <summary>No byte has this position, or a later one.</summary>
    public void End(long position) => _end = Math.Min(_end, position);

    /// <summary>Gives what of these bytes is new, if they come now.</summary>
    /// <param name="position">The position of the first one.</param>
    /// <param name="bytes">The bytes.</param>
    /// <param name="now">What of them comes now.</param>
    /// <returns>False: too much waits.</returns>
    public bool TryAdd(long position, ReadOnlySpan<byte> bytes, out ReadOnlySpan<byte> now)
    {
        now = default;
        if (position > Next)
        {
            return TryKeep(position, bytes);
        }
        var old = Next - position;
        if (old < bytes.Length)
        {
            now = bytes[(int)old..];
            Next += now.Length;
        }
        return true;
    }

    /// <summary>Gives what has waited, if it comes now; once for each that <see cref="TryAdd"/> has kept.</summary>
    public bool TryTake(out ReadOnlySpan<byte> now)
    {
        now = default;
        while (now.IsEmpty && _early.Count > 0 && _early.GetKeyAtIndex(0) <= Next)
        {
            var (position, bytes) = (_early.GetKeyAtIndex(0), _early.GetValueAtIndex(0));
            _early.RemoveAt(0);
            Count(-bytes.Length);
            _ = TryAdd(position, bytes, out now);
        }
        return !now.IsEmpty;
    }

    /// <summary>Drops all that waits.</summary>
    public void Clear()
    {
        _early.Clear();
        Count(-_count);
    }

    private bool TryKeep(long position, ReadOnlySpan<byte> bytes)
    {
        if (bytes.IsEmpty || (_early.TryGetValue(position, out var known) && known.Length >= bytes.Length))
        {
            return true;
        }
        Count(bytes.Length - (known?.Length ?? 0));
        _early[position] = bytes.ToArray();
        return _count <= Most && !held.IsFull;
    }

    private void Count(int bytes)
    {
        _count += bytes;
        held.Count += bytes;
    }
}

/// <summary>How many bytes wait in all queues of a subscription.</summary>
internal sealed class HeldBytes
{
    private const int Most = 8 << 20;

    public long Count { get; set; }

    public bool IsFull => Count > Most;
}
