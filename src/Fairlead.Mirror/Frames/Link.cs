using System.Buffers.Binary;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Fairlead.Forward.Loop;
using Fairlead.Linux;
using static Fairlead.Linux.epoll_event;
using static Fairlead.Linux.FcntlConstants;

namespace Fairlead.Mirror.Frames;

/// <summary>The stream of frames to the other side: two descriptors, pipes as a rule.</summary>
/// <remarks>
/// <para>Order of events. Frames come to the owner as they are read. What is sent waits in an <see cref="Outbox"/>, which is
/// written at the end of each batch of events; where the other side does not take it, <see cref="HasRoom"/> turns false,
/// and who has data to send waits for <see cref="Drained"/>. Large payloads that lie in a pipe, or are for a socket, do not
/// pass through this process's memory: <see cref="TrySend"/>, <see cref="SplicedPayload"/>.</para>
/// <para>Limits. A frame that says something (not data) is always taken, whatever waits: there are few of them.</para>
/// </remarks>
internal sealed class Link : IReady, IDisposable
{
    /// <summary>How many bytes may wait before those who send data pause.</summary>
    private const int High = 1 << 20;

    private const int MostReads = 8;

    // More than a pipe holds.
    private const int MostLastReads = 4096;
    private const int MostTurns = 8;

    private readonly EventLoop _loop;
    private readonly int _input;
    private readonly int _output;
    private readonly ILinkOwner _owner;
    private readonly FrameReader _reader = new();
    private readonly Outbox _outbox = new();
    private readonly SplicedPayload _spliced;
    private readonly bool _outputIsPipe;
    private bool _isFull;
    private bool _isOver;

    public Link(EventLoop loop, int input, int output, ILinkOwner owner, Windows windows)
    {
        (_loop, _input, _output, _owner, Windows) = (loop, input, output, owner, windows);
        _spliced = new SplicedPayload(input, _reader, owner);
        // Larger where it is a pipe and the user may have that: then the two sides take turns less often.
        _ = Libc.fcntl(output, F_SETPIPE_SZ, High);
        _outputIsPipe = Libc.fcntl(output, F_GETPIPE_SZ).Ok;
        SetNonBlocking(input, O_NONBLOCK);
        SetNonBlocking(output, O_NONBLOCK);
        LinuxException.ThrowIf(loop.Add(input, EPOLLIN, this), "epoll_ctl of the stream's input");
        LinuxException.ThrowIf(
            input == output ? Errno.None : loop.Add(output, EPOLLOUT | EPOLLET, new Writer(this)), "epoll_ctl of the stream's output");
    }

    /// <summary>The credit that streams begin with.</summary>
    public Windows Windows { get; }

    /// <summary>Whether data may be sent now.</summary>
    public bool HasRoom => _outbox.Queued < High;

    /// <summary>Whether nothing waits, and the other side takes more.</summary>
    public bool IsClear => _outbox.Queued == 0 && !_isFull;

    /// <summary>Told when <see cref="HasRoom"/> is true. To be left before more is sent, so that it ends.</summary>
    public event Action? Drained;

    /// <summary>Told when <see cref="IsClear"/> is true. To be left before more is sent.</summary>
    public event Action? Cleared;

    /// <summary>Room for the payload of a frame.</summary>
    public Span<byte> Begin(int most) => _outbox.Begin(most);

    /// <summary>Sends what was written into the room.</summary>
    public void Commit(FrameType type, uint stream, int length) => _outbox.Commit(type, stream, length);

    /// <summary>Sends a frame whose payload is at the beginning of a pipe.</summary>
    /// <returns>False: it is sent after <see cref="Cleared"/>; nothing was taken from the pipe.</returns>
    public bool TrySend(FrameType type, uint stream, int pipe, int length)
    {
        var header = new FrameHeader(length, stream, type);
        if (_outputIsPipe && length >= SplicedPayload.Worth)
        {
            _isFull = _isFull || _outbox.Splice(_output, header, pipe) != Errno.None;
            return !_isFull;
        }
        var hasRoom = HasRoom;
        if (hasRoom)
        {
            _outbox.Read(header, pipe);
        }
        return hasRoom;
    }

    /// <summary>Sends a frame.</summary>
    public void Send(FrameType type, uint stream, ReadOnlySpan<byte> payload) => _outbox.Add(type, stream, payload);

    /// <summary>Sends a message.</summary>
    public void Send<T>(FrameType type, uint stream, T message, JsonTypeInfo<T> form) =>
        Send(type, stream, JsonSerializer.SerializeToUtf8Bytes(message, form));

    /// <summary>Grants credit.</summary>
    public void SendCredit(uint stream, int bytes)
    {
        Span<byte> number = stackalloc byte[sizeof(int)];
        BinaryPrimitives.WriteInt32LittleEndian(number, bytes);
        Send(FrameType.Credit, stream, number);
    }

    /// <summary>Ends a direction of a stream.</summary>
    /// <param name="type">The type of the frame.</param>
    /// <param name="stream">The stream.</param>
    /// <param name="answered">How many bytes were answered to all that came; 0: something was not.</param>
    public void SendEnd(FrameType type, uint stream, long answered)
    {
        Span<byte> number = stackalloc byte[sizeof(long)];
        BinaryPrimitives.WriteInt64LittleEndian(number, answered);
        Send(type, stream, answered > 0 ? number : []);
    }

    /// <summary>Reads how many bytes were answered, of an end.</summary>
    public static long ReadAnswered(ReadOnlySpan<byte> payload) => payload.Length switch
    {
        0 => 0,
        sizeof(long) when BinaryPrimitives.ReadInt64LittleEndian(payload) is > 0 and var answered => answered,
        _ => throw new ProtocolException("the other side sent an end with what is no positive number of 64 bits"),
    };

    /// <summary>Ends a stream at once.</summary>
    public void SendReset(uint stream, string reason, Errno errno = Errno.None) =>
        Send(FrameType.Reset, stream, new ResetMessage((int)errno, reason), Messages.Default.ResetMessage);

    /// <summary>Reads a message.</summary>
    /// <exception cref="ProtocolException">It is none.</exception>
    public static T Read<T>(ReadOnlySpan<byte> payload, JsonTypeInfo<T> form)
    {
        try
        {
            return JsonSerializer.Deserialize(payload, form) ?? throw new ProtocolException("the other side sent an empty message");
        }
        catch (JsonException e)
        {
            throw new ProtocolException($"the other side sent a message that cannot be read ({typeof(T).Name}): {e.Message}");
        }
    }

    /// <summary>Reads a number of credit.</summary>
    public static int ReadCredit(ReadOnlySpan<byte> payload) =>
        payload.Length == sizeof(int) && BinaryPrimitives.ReadInt32LittleEndian(payload) is > 0 and var bytes
            ? bytes
            : throw new ProtocolException($"the other side sent credit that is no positive number of 32 bits");

    /// <summary>Writes what waits. To be called at the end of each batch of events.</summary>
    public void Flush()
    {
        if (_isOver)
        {
            return;
        }
        for (var turn = 0; turn < MostTurns; turn++)
        {
            var errno = _outbox.Flush(_output);
            if (errno == Errno.EPIPE)
            {
                // Later: this may be within a frame that is being read.
                _loop.Post(Left);
                return;
            }
            if (errno is not (Errno.None or Errno.EAGAIN))
            {
                End($"cannot write to the other side: {errno}");
                return;
            }
            if (!TellWhoWaits())
            {
                return;
            }
        }
        // Others have their turn.
        _loop.Post(Flush);
    }

    /// <inheritdoc/>
    public void Ready(uint events) => Read(MostReads);

    private void Read(int most)
    {
        try
        {
            for (var i = 0; i < most && !_isOver && ReadSome(); i++)
            {
            }
        }
        catch (ProtocolException e)
        {
            Send(FrameType.Failure, 0, new FailureMessage(e.Message), Messages.Default.FailureMessage);
            _ = _outbox.Flush(_output);
            End(e.Message);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        End(null, tells: false);
        SetNonBlocking(_input, 0);
        SetNonBlocking(_output, 0);
    }

    // Nobody reads there any more. What the other side has said before that, such as why, is still heard.
    private void Left()
    {
        Read(MostLastReads);
        End(null);
    }

    private bool TellWhoWaits()
    {
        // Who waits for an empty outbox is not kept waiting by who fills it again.
        var cleared = IsClear ? Cleared : null;
        var drained = HasRoom && (IsClear || Cleared is null) ? Drained : null;
        cleared?.Invoke();
        drained?.Invoke();
        return drained is not null || cleared is not null;
    }

    private bool ReadSome()
    {
        if (_spliced.IsUnderWay)
        {
            return _spliced.Continue();
        }
        var isLikely = _spliced.IsLikely && !_reader.IsInsideFrame;
        var read = Libc.read(_input, isLikely ? _reader.Room[..FrameHeader.Size] : _reader.Room);
        if (read.Value > 0)
        {
            _reader.Added(read.Int);
            TakeFrames();
            return true;
        }
        if (read.Errno is not (Errno.EAGAIN or Errno.EINTR))
        {
            End(!read.Ok ? $"cannot read from the other side: {read.Errno}"
                : _reader.IsInsideFrame ? "the other side ended in the middle of a frame" : null);
        }
        return false;
    }

    private void TakeFrames()
    {
        while (!_isOver && _reader.TryRead(out var header, out var payload))
        {
            _spliced.IsLikely = false;
            _owner.Received(header, payload);
        }
        if (!_isOver)
        {
            _spliced.TryBegin();
        }
    }

    private void End(string? why, bool tells = true)
    {
        if (_isOver)
        {
            return;
        }
        _isOver = true;
        _loop.Remove(_input);
        _loop.Remove(_output);
        if (tells)
        {
            _owner.Ended(why);
        }
    }

    // O_NONBLOCK belongs to the open file, which others may use after us: so it is taken back.
    private static void SetNonBlocking(int descriptor, int flag)
    {
        var flags = Libc.fcntl(descriptor, F_GETFL).Int;
        _ = Libc.fcntl(descriptor, F_SETFL, (flags & ~O_NONBLOCK) | flag);
    }

    private sealed class Writer(Link link) : IReady
    {
        public void Ready(uint events)
        {
            link._isFull = false;
            if ((events & EPOLLERR) != 0)
            {
                link.Left();
            }
            link.Flush();
        }
    }
}

/// <summary>Who takes what comes from the other side.</summary>
internal interface ILinkOwner
{
    /// <summary>A frame came.</summary>
    void Received(in FrameHeader header, ReadOnlySpan<byte> payload);

    /// <summary>Where data of a stream may go at once; null: it is to be given to <see cref="Received"/>.</summary>
    ISink? Sink(uint stream);

    /// <summary>Nothing comes any more.</summary>
    /// <param name="why">Why, where it is not the ordinary end.</param>
    void Ended(string? why);
}
