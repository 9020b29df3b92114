using Fairlead.Linux;
using static Fairlead.Linux.FcntlConstants;

namespace Fairlead.Mirror.Frames;

/// <summary>Frames that wait to be sent, in order.</summary>
/// <remarks>
/// A payload is read straight into its place behind the header (<see cref="Begin"/>, <see cref="Commit"/>), so that data is
/// copied once on its way. Blocks are used again; how much waits is for the users of the stream to limit, by credit
/// and by <see cref="Queued"/>.
/// </remarks>
internal sealed class Outbox
{
    private const int BlockSize = 4 * (FrameHeader.Size + FrameHeader.MostPayload);
    private const int MostKept = 4;

    private readonly Queue<Block> _blocks = [];
    private readonly Stack<Block> _free = [];
    private Block? _tail;

    /// <summary>How many bytes wait.</summary>
    public int Queued { get; private set; }

    /// <summary>Room for a payload, which is a frame once it is committed.</summary>
    /// <param name="most">The most bytes, up to <see cref="FrameHeader.MostPayload"/>.</param>
    public Span<byte> Begin(int most) => Room(FrameHeader.Size + most)[FrameHeader.Size..];

    /// <summary>Makes a frame of what was written into the room.</summary>
    public void Commit(FrameType type, uint stream, int length)
    {
        new FrameHeader(length, stream, type).Write(_tail!.Bytes.AsSpan(_tail.End));
        _tail.End += FrameHeader.Size + length;
        Queued += FrameHeader.Size + length;
    }

    /// <summary>Adds a frame.</summary>
    public void Add(FrameType type, uint stream, ReadOnlySpan<byte> payload)
    {
        payload.CopyTo(Begin(payload.Length));
        Commit(type, stream, payload.Length);
    }

    /// <summary>Writes as much as the descriptor takes.</summary>
    /// <returns>EAGAIN where something is left.</returns>
    public Errno Flush(int descriptor)
    {
        while (_blocks.TryPeek(out var block))
        {
            while (block.Start < block.End)
            {
                var written = Libc.write(descriptor, block.Bytes.AsSpan(block.Start, block.End - block.Start));
                if (written.Errno == Errno.EINTR)
                {
                    continue;
                }
                if (!written.Ok)
                {
                    return written.Errno;
                }
                block.Start += written.Int;
                Queued -= written.Int;
            }
            Free(_blocks.Dequeue());
        }
        return Errno.None;
    }

    /// <summary>Sends what is at the beginning of a pipe as a frame, at once and without a copy.</summary>
    /// <remarks>What the descriptor does not take of the payload is read from the pipe, and waits.</remarks>
    /// <param name="descriptor">Where frames are written.</param>
    /// <param name="header">The frame's header.</param>
    /// <param name="pipe">The pipe, in which the payload is.</param>
    /// <returns>EAGAIN where nothing is sent: the descriptor takes nothing, or other frames wait for that.</returns>
    public Errno Splice(int descriptor, in FrameHeader header, int pipe)
    {
        Span<byte> bytes = stackalloc byte[FrameHeader.Size];
        header.Write(bytes);
        // pipe(7): so few bytes are written all, or not at all.
        var errno = Queued > 0 ? Flush(descriptor) : Errno.None;
        errno = errno == Errno.None ? Libc.write(descriptor, bytes).Errno : errno;
        if (errno == Errno.None)
        {
            ReadRest(pipe, header.Length - SpliceAll(pipe, descriptor, header.Length));
        }
        return errno;
    }

    /// <summary>Adds a frame whose payload is at the beginning of a pipe.</summary>
    public void Read(in FrameHeader header, int pipe)
    {
        header.Write(Room(FrameHeader.Size));
        _tail!.End += FrameHeader.Size;
        Queued += FrameHeader.Size;
        ReadRest(pipe, header.Length);
    }

    private static int SpliceAll(int pipe, int descriptor, int count)
    {
        var sum = 0;
        while (sum < count
            && Libc.splice(pipe, descriptor, (nuint)(count - sum), SPLICE_F_MOVE | SPLICE_F_NONBLOCK) is { Value: > 0 } moved)
        {
            sum += moved.Int;
        }
        return sum;
    }

    private void ReadRest(int pipe, int count)
    {
        while (count > 0)
        {
            var read = LinuxException.Check(Libc.read(pipe, Room(count)), "read of a pipe that has data");
            _tail!.End += read;
            Queued += read;
            count -= read;
        }
    }

    private Span<byte> Room(int count)
    {
        if (_tail is null || BlockSize - _tail.End < count)
        {
            _tail = _free.TryPop(out var free) ? free : new Block();
            _blocks.Enqueue(_tail);
        }
        return _tail.Bytes.AsSpan(_tail.End, count);
    }

    private void Free(Block block)
    {
        block.Start = block.End = 0;
        if (block == _tail)
        {
            _tail = null;
        }
        if (_free.Count < MostKept)
        {
            _free.Push(block);
        }
    }

    private sealed class Block
    {
        public readonly byte[] Bytes = GC.AllocateUninitializedArray<byte>(BlockSize, pinned: true);
        public int Start;
        public int End;
    }
}
