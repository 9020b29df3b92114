using Fairlead.Linux;
using static Fairlead.Linux.FcntlConstants;

namespace Fairlead.Mirror.Frames;

/// <summary>The payload of a large frame on its way from the link's pipe straight into a socket, without a copy.</summary>
/// <remarks>
/// <para>Order of events. The header of a frame of data has come, and whom it is for takes data (<see cref="ISink"/>). What has been
/// read of the payload is given to it as a frame of its own; the rest is spliced as it comes. What the socket does not
/// take is read as a last frame: its owner lets it wait, or finds that the socket is broken.</para>
/// <para>Limits. So that a payload is still in the pipe, only a header is read where the frame before was spliced, too.</para>
/// </remarks>
internal sealed class SplicedPayload(int input, FrameReader reader, ILinkOwner owner)
{
    /// <summary>From how many bytes on a splice costs less than a copy and its part of a read(2) and a write(2).</summary>
    public const int Worth = 16 << 10;

    private readonly bool _isPipe = Libc.fcntl(input, F_GETPIPE_SZ).Ok;
    private FrameHeader _rest;
    private ISink? _to;

    /// <summary>Whether part of a payload is still to come.</summary>
    public bool IsUnderWay => _to is not null;

    /// <summary>Whether the frame before this was spliced: then the next is likely to be.</summary>
    public bool IsLikely { get; set; }

    /// <summary>Begins with the frame that the reader has a part of, if it is worth it.</summary>
    public void TryBegin()
    {
        if (!_isPipe || !reader.TryPeek(out var header) || header.Type != FrameType.Data
            || header.Length - reader.PartOfPayload < Worth || owner.Sink(header.Stream) is not { TakesData: true } sink)
        {
            return;
        }
        var part = reader.TakePart();
        if (!part.IsEmpty)
        {
            owner.Received(header with { Length = part.Length }, part);
        }
        (_to, _rest, IsLikely) = (sink, header with { Length = header.Length - part.Length }, true);
    }

    /// <summary>Moves what has come.</summary>
    /// <returns>Whether the frame is through; false: more is to come.</returns>
    public bool Continue()
    {
        var errno = Errno.None;
        while (_rest.Length > 0 && _to!.TakesData && (errno is Errno.None or Errno.EINTR))
        {
            errno = Move();
        }
        if (errno == Errno.EAGAIN && !HasInput())
        {
            return false;
        }
        if (_rest.Length > 0)
        {
            reader.Begin(_rest);
        }
        _to = null;
        return true;
    }

    // The end of the stream is for the reader to find.
    private Errno Move()
    {
        var moved = Libc.splice(input, _to!.Socket, (nuint)_rest.Length, SPLICE_F_MOVE | SPLICE_F_NONBLOCK);
        if (moved.Value <= 0)
        {
            return moved.Ok ? Errno.EPIPE : moved.Errno;
        }
        _to.Spliced(moved.Int);
        _rest = _rest with { Length = _rest.Length - moved.Int };
        return Errno.None;
    }

    // EAGAIN says that the pipe is empty, or that the socket is full.
    private bool HasInput() => Libc.ioctl(input, IoctlConstants.FIONREAD, out var bytes) == Errno.None && bytes > 0;
}

/// <summary>Where the data of a stream goes.</summary>
internal interface ISink
{
    /// <summary>The socket, as long as <see cref="TakesData"/>.</summary>
    int Socket { get; }

    /// <summary>Whether it may be given data at once: none waits before it.</summary>
    bool TakesData { get; }

    /// <summary>It was given so many bytes.</summary>
    void Spliced(int bytes);
}
