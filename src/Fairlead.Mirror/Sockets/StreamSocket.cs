using Fairlead.Forward.Loop;
using Fairlead.Forward.Tcp;
using Fairlead.Linux;
using Fairlead.Mirror.Frames;
using static Fairlead.Linux.epoll_event;

namespace Fairlead.Mirror.Sockets;

/// <summary>A TCP socket at one end of a stream of the link, whose other end is a socket of the other side.</summary>
/// <remarks>
/// <para>Goal. Both sockets see of each other what they would see if they were connected: all data, half-closes, resets, and a
/// sender that is held back by its receiver.</para>
/// <para>Order of events. What the socket says is read only as far as the other side has given credit, straight into the
/// link's outbox. What the stream says is written at once, and what the socket does not take waits here; credit for
/// it is given back when it is written, so no more than a window (<see cref="Windows"/>) waits. The stream is over when
/// both directions have ended, or either side says reset.</para>
/// <para>Limits. Urgent data is not carried.</para>
/// </remarks>
internal sealed class StreamSocket : IReady, ISink
{
    private const uint Events = EPOLLIN | EPOLLOUT | EPOLLRDHUP | EPOLLET;
    private const int MostRounds = 8;
    private readonly EventLoop _loop;
    private readonly Link _link;
    private readonly IStreamOwner _owner;
    private readonly IReplies? _replies;
    private readonly ByteQueue _pending = new();
    private int _credit;
    private int _owed;
    private long _readWhenWritten;
    private bool _mayRead;
    private bool _mayWrite = true;
    private bool _hasRead;
    private bool _mustEnd;
    private bool _hasEnded;
    private bool _isPaused;
    private bool _isWaiting;

    /// <param name="loop">The loop that owns it.</param>
    /// <param name="link">The link.</param>
    /// <param name="stream">The stream.</param>
    /// <param name="socket">The socket, connected, which does not block. It is closed with this.</param>
    /// <param name="owner">Who is told of the end.</param>
    /// <param name="replies">Who takes what the socket says, where it does not go to the other side.</param>
    public StreamSocket(EventLoop loop, Link link, uint stream, int socket, IStreamOwner owner, IReplies? replies = null)
    {
        (_loop, _link, Stream, Socket, _owner, _replies) = (loop, link, stream, socket, owner, replies);
        _credit = link.Windows.There;
        TcpSocket.Prepare(socket);
        // Should this process be killed, no peer takes half of the data for the whole.
        TcpSocket.ResetWhenClosed(socket);
    }

    public uint Stream { get; }

    public int Socket { get; }

    /// <summary>How many bytes were read from the socket.</summary>
    public long Read { get; private set; }

    /// <summary>How many bytes were written to it.</summary>
    public long Written { get; private set; }

    /// <summary>Whether the socket has all that came, and has said something since.</summary>
    public bool HasAnswered => _pending.Count == 0 && Read > _readWhenWritten;

    /// <summary>Whether the socket says nothing more.</summary>
    public bool HasSaidAll => _hasRead;

    /// <summary>Whether it is over.</summary>
    public bool IsClosed { get; private set; }

    /// <inheritdoc/>
    public bool TakesData => !IsClosed && !_mustEnd && _mayWrite && _pending.Count == 0;

    /// <summary>Sends what the socket said before this had it. No more than one frame takes, and before <see cref="Watch"/>.</summary>
    public void PutAhead(ReadOnlySpan<byte> bytes)
    {
        if (!bytes.IsEmpty)
        {
            Read += bytes.Length;
            _credit -= bytes.Length;
            _link.Send(FrameType.Data, Stream, bytes);
        }
    }

    /// <summary>Begins to watch the socket.</summary>
    /// <param name="isPaused">Whether nothing is read yet: see <see cref="Resume"/>.</param>
    public void Watch(bool isPaused = false)
    {
        _isPaused = isPaused;
        LinuxException.ThrowIf(_loop.Add(Socket, Events, this), "epoll_ctl");
    }

    /// <summary>Reads from now on.</summary>
    public void Resume()
    {
        _isPaused = false;
        Pump();
    }

    /// <inheritdoc/>
    public void Ready(uint events)
    {
        _mayRead |= (events & ~EPOLLOUT) != 0;
        _mayWrite |= (events & (EPOLLOUT | EPOLLERR | EPOLLHUP)) != 0;
        if ((events & EPOLLERR) != 0)
        {
            ReadWhatIsLeft(Errno.ECONNRESET);
            return;
        }
        WritePending();
        Pump();
    }

    /// <summary>A frame of the stream.</summary>
    /// <exception cref="ProtocolException">It does not belong to such a stream.</exception>
    public void Received(in FrameHeader header, ReadOnlySpan<byte> payload)
    {
        switch (header.Type)
        {
            case FrameType.Data:
                Take(payload);
                break;
            case FrameType.Credit:
                _credit += Link.ReadCredit(payload);
                Pump();
                break;
            case FrameType.End:
                _mustEnd = true;
                WritePending();
                break;
            case FrameType.Reset:
                var reset = Link.Read(payload, Messages.Default.ResetMessage);
                CloseByReset(reset.Reason, (Errno)reset.Errno);
                break;
            default:
                throw new ProtocolException($"the other side sent {header.Type} on a stream of TCP");
        }
    }

    /// <inheritdoc/>
    public void Spliced(int bytes) => GiveBack(bytes);

    /// <summary>Ends it at once: the socket's peer gets a reset, and the other side is told.</summary>
    public void Abort(string reason, Errno errno = Errno.None)
    {
        if (!IsClosed)
        {
            TcpSocket.ResetWhenClosed(Socket);
            _link.SendReset(Stream, reason, errno);
            Close(reason, errno);
        }
    }

    /// <summary>Ends it without a word to the other side, which is gone.</summary>
    public void Abandon()
    {
        if (!IsClosed)
        {
            TcpSocket.ResetWhenClosed(Socket);
            Close(ResetReason.Socket, Errno.ECONNABORTED);
        }
    }

    private void Take(ReadOnlySpan<byte> bytes)
    {
        if (IsClosed || _mustEnd)
        {
            return;
        }
        if (_pending.Count + bytes.Length > _link.Windows.Here)
        {
            throw new ProtocolException("the other side sent more than it had credit for");
        }
        if (TakesData)
        {
            var written = Libc.write(Socket, bytes);
            if (!written.Ok && written.Errno != Errno.EAGAIN)
            {
                ReadWhatIsLeft(written.Errno);
                return;
            }
            var count = Math.Max(0, written.Int);
            _mayWrite = count == bytes.Length;
            GiveBack(count);
            bytes = bytes[count..];
        }
        if (bytes.Length > 0)
        {
            _pending.Add(bytes);
        }
    }

    private void WritePending()
    {
        while (_pending.Count > 0 && _mayWrite)
        {
            var written = _pending.WriteTo(Socket);
            if (!written.Ok)
            {
                _mayWrite = false;
                if (written.Errno != Errno.EAGAIN)
                {
                    ReadWhatIsLeft(written.Errno);
                    return;
                }
                break;
            }
            GiveBack(written.Int);
        }
        if (_mustEnd && !_hasEnded && _pending.Count == 0 && !IsClosed)
        {
            _hasEnded = true;
            _ = Libc.shutdown(Socket, SocketConstants.SHUT_WR);
            CloseIfOver();
        }
    }

    private void GiveBack(int bytes)
    {
        Written += bytes;
        _readWhenWritten = Read;
        _owed += bytes;
        if (_owed >= _link.Windows.Here / 4)
        {
            _link.SendCredit(Stream, _owed);
            _owed = 0;
        }
    }

    private void Pump()
    {
        for (var round = 0; _mayRead && !_hasRead && !_isPaused && !IsClosed; round++)
        {
            if (_replies is null && _credit == 0)
            {
                return;
            }
            if (_replies is null && !_link.HasRoom)
            {
                WaitForRoom();
                return;
            }
            if (round == MostRounds)
            {
                // Others have their turn; the change makes epoll tell again.
                _loop.Change(Socket, Events);
                return;
            }
            ReadOnce();
        }
    }

    private void ReadOnce()
    {
        var room = _replies is null ? _link.Begin(Math.Min(_credit, FrameHeader.MostPayload)) : _replies.Room;
        var read = Libc.read(Socket, room);
        if (read.Value > 0)
        {
            Read += read.Int;
            if (_replies is null)
            {
                _credit -= read.Int;
                _link.Commit(FrameType.Data, Stream, read.Int);
            }
            else
            {
                _replies.Take(room[..read.Int]);
            }
            return;
        }
        _mayRead = false;
        if (read.Ok)
        {
            _hasRead = true;
            _replies?.End();
            if (_replies is null)
            {
                _link.Send(FrameType.End, Stream, []);
            }
            CloseIfOver();
        }
        else if (read.Errno != Errno.EAGAIN)
        {
            Break(read.Errno);
        }
    }

    private void WaitForRoom()
    {
        if (!_isWaiting)
        {
            _isWaiting = true;
            _link.Drained += HasRoom;
        }
    }

    private void HasRoom()
    {
        StopWaiting();
        Pump();
    }

    private void StopWaiting()
    {
        if (_isWaiting)
        {
            _isWaiting = false;
            _link.Drained -= HasRoom;
        }
    }

    // A peer that has reset the connection may have answered before: read(2) gives that first, and then the error.
    private void ReadWhatIsLeft(Errno errno)
    {
        (_mayRead, _isPaused) = (true, false);
        Pump();
        if (_hasRead)
        {
            Break(errno);
        }
    }

    // The socket said an error.
    private void Break(Errno errno)
    {
        if (!IsClosed)
        {
            // Where its answers go nowhere, the other side has a client who goes on without this socket.
            var reason = _replies is null ? ResetReason.Socket : ResetReason.LocalClosed;
            _link.SendReset(Stream, reason, errno);
            Close(reason, errno);
        }
    }

    private void CloseByReset(string reason, Errno errno)
    {
        if (IsClosed)
        {
            return;
        }
        IsClosed = true;
        StopWaiting();
        LateReset.Begin(_loop, Socket, _pending, isCopy: _replies is not null);
        _owner.Closed(Stream, reason, errno);
    }

    private void CloseIfOver()
    {
        if (_hasRead && _hasEnded)
        {
            TcpSocket.EndWhenClosed(Socket);
            Close(null, Errno.None);
        }
    }

    private void Close(string? reason, Errno errno)
    {
        if (IsClosed)
        {
            return;
        }
        IsClosed = true;
        StopWaiting();
        _loop.Close(Socket);
        _owner.Closed(Stream, reason, errno);
    }
}

/// <summary>Who is told of a stream's end.</summary>
internal interface IStreamOwner
{
    /// <summary>The stream is over.</summary>
    /// <param name="stream">The stream.</param>
    /// <param name="reason">Why at once; null: both directions have ended.</param>
    /// <param name="errno">What the socket said.</param>
    void Closed(uint stream, string? reason, Errno errno);
}

/// <summary>Who takes what a local program answers, where nobody else is to get it.</summary>
internal interface IReplies
{
    /// <summary>Where it is read into.</summary>
    Span<byte> Room { get; }

    /// <summary>It answered this.</summary>
    void Take(ReadOnlySpan<byte> bytes);

    /// <summary>It answers no more.</summary>
    void End();
}
