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

    /// <summary>How many bytes of the payload are here, of the frame that <see cref="TryPeek"/> tells.</summary>
    public int PartOfPayload => _end - _start - FrameHeader.Size;

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

    /// <summary>Tells the header of a frame that is not whole yet, if that is here.</summary>
    public bool TryPeek(out FrameHeader header)
    {
        header = PartOfPayload >= 0 ? FrameHeader.Read(_bytes.AsSpan(_start)) : default;
        return PartOfPayload >= 0;
    }

    /// <summary>Takes the part of that frame's payload that is here; the caller sees to the rest.</summary>
    public ReadOnlySpan<byte> TakePart()
    {
        var part = _bytes.AsSpan(_start + FrameHeader.Size, PartOfPayload);
        (_start, _end) = (0, 0);
        return part;
    }

    /// <summary>The next bytes are the payload of a frame whose header came already. Nothing else is here.</summary>
    public void Begin(in FrameHeader header)
    {
        header.Write(_bytes);
        (_start, _end) = (0, FrameHeader.Size);
    }

    private void MoveToFront()
    {
        _bytes.AsSpan(_start, _end - _start).CopyTo(_bytes);
        (_start, _end) = (0, _end - _start);
    }
}
