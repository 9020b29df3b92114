namespace Fairlead.Udp;

/// <summary>The datagrams that the kernel joined into one buffer (UDP_GRO), one after the other; or the one that it is.</summary>
/// <param name="joined">The bytes that were received.</param>
/// <param name="size">The <see cref="DatagramInfo.SegmentSize"/>: the size of each but the last; 0: it is one.</param>
public ref struct DatagramSegments(Span<byte> joined, int size)
{
    private Span<byte> _rest = joined;
    private bool _isBegun;

    /// <summary>The bytes of a datagram.</summary>
    public Span<byte> Current { get; private set; }

    /// <summary>For foreach.</summary>
    public readonly DatagramSegments GetEnumerator() => this;

    /// <summary>Goes to the next one; false after the last.</summary>
    public bool MoveNext()
    {
        if (_isBegun && _rest.IsEmpty)
        {
            return false;
        }
        // A datagram of 0 bytes is one, too.
        _isBegun = true;
        var length = size > 0 ? Math.Min(size, _rest.Length) : _rest.Length;
        Current = _rest[..length];
        _rest = _rest[length..];
        return true;
    }
}
