namespace Fairlead.Mirror.Frames;

/// <summary>Makes frames of a stream of bytes, however they arrive.</summary>
/// <remarks>Order of events: bytes are put into <see cref="Room"/>, <see cref="Added"/> says how many, and frames are read until
/// none is whole. A payload is valid until the next call.</remarks>
internal sealed class FrameReader
{
    private readonly byte[] _bytes = new byte[(FrameHeader.Size + FrameHeader.MostPayload) * 2];
    private int _start;
    private int _end;

    /// <summary>Where the next bytes go; never empty after all whole frames were read.</summary>
    public Span<byte> Room => _bytes.AsSpan(_end);

    /// <summary>Whether part of a frame is here.</summary>
    public bool IsInsideFrame => _end > _start;

    /// <summary>So many bytes were put into <see cref="Room"/>.</summary>
    public void Added(int count) => _end += count;

    /// <summary>Takes the next frame, if it is whole.</summary>
    /// <exception cref="ProtocolException">The bytes are no frame.</exception>
    public bool TryRead(out FrameHeader header, out ReadOnlySpan<byte> payload)
    {
        header = default;
        payload = default;
        var bytes = _bytes.AsSpan(_start, _end - _start);
        if (bytes.Length >= FrameHeader.Size)
        {
            header = FrameHeader.Read(bytes);
            if (bytes.Length >= FrameHeader.Size + header.Length)
            {
                payload = bytes.Slice(FrameHeader.Size, header.Length);
                _start += FrameHeader.Size + header.Length;
                return true;
            }
        }
        MoveToFront();
        return false;
    }

    private void MoveToFront()
    {
        _bytes.AsSpan(_start, _end - _start).CopyTo(_bytes);
        (_start, _end) = (0, _end - _start);
    }
}
