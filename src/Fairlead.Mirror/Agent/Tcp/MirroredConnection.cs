using Fairlead.Forward.Loop;
using Fairlead.Forward.Tcp;
using Fairlead.Linux;
using Fairlead.Mirror.Agent.Lookup;
using Fairlead.Mirror.Frames;
using Fairlead.Mirror.Sockets;

namespace Fairlead.Mirror.Agent.Tcp;

/// <summary>A client's connection that goes on to the real program, with a copy of what the client sends.</summary>
/// <remarks>
/// <para>Goal. The client and the real program see each other as if nothing stood between them, whatever happens to the copy.</para>
/// <para>Order of events. The feeder is told; the real program is dialled; then both sides pump. Before bytes of the client
/// are passed on, the copy takes a duplicate of them (<see cref="Passable"/>). A copy that is full because the
/// feeder's program, or the link, is behind is waited for, up to the subscription's patience in all of the
/// connection's life; then it is dropped: that is counted, the feeder is told, and the client goes on.</para>
/// <para>Limits. Half a megabyte of small writes may wait, more of large ones: a pipe counts pages. A client is accepted
/// before the real program is asked, so it sees a reset where it would have been refused.</para>
/// </remarks>
internal sealed class MirroredConnection : Timed, ISideOwner, IStream
{
    private const int Soon = 250;
    private const int ResetPatience = 30_000;
    private readonly AgentSession _session;
    private readonly TcpSubscription _subscription;
    private readonly SocketName _server;
    private readonly byte[] _ahead;
    private readonly CopyPipe? _copy;
    private readonly CopyPipe? _answers;
    private readonly Side _client;
    private Side? _real;
    private Listening _at;
    private Flow _flow;
    private int _copied;
    private int _copiedAnswers;
    private bool _isDialledAgain;
    private bool _isDropped;
    private bool _isClosed;
    private bool _isWaiting;
    private HeldTime _held;
    private int _unacknowledged = -1;
    private long _moved;

    /// <param name="subscription">Whose port it came to.</param>
    /// <param name="socket">The client's socket.</param>
    /// <param name="client">The client.</param>
    /// <param name="server">Whom it asked.</param>
    /// <param name="stream">The copy's stream; 0: there is no copy.</param>
    /// <param name="ahead">What was taken from the client's socket already; there is no copy of it.</param>
    public MirroredConnection(
        TcpSubscription subscription, int socket, SocketName client, SocketName server, uint stream, byte[] ahead)
    {
        (_subscription, _session, Client, _server, Stream) = (subscription, subscription.Session, client, server, stream);
        _ahead = ahead;
        _client = new Side(this, socket);
        _isDropped = stream == 0;
        if (stream != 0)
        {
            _copy = new CopyPipe(_session.Link, _session.Pipes, stream, FrameType.Data, FrameType.End, StreamSocket.Window);
            _answers = subscription.Wants.Diff
                ? new CopyPipe(_session.Link, _session.Pipes, stream, FrameType.Answer, FrameType.AnswerEnd, long.MaxValue)
                : null;
        }
    }

    public uint Stream { get; }

    /// <summary>The client.</summary>
    public SocketName Client { get; }

    /// <inheritdoc/>
    public EventLoop Loop => _session.Loop;

    /// <inheritdoc/>
    public PipePool Pipes => _session.Pipes;

    /// <summary>Dials the real program.</summary>
    public void Begin()
    {
        TcpSocket.Prepare(_client.Socket);
        _at = _subscription.Listeners.For(_server);
        Dial();
    }

    /// <inheritdoc/>
    public void Ready(Side side, uint events)
    {
        if (_isClosed)
        {
            return;
        }
        if (_flow == default)
        {
            Advance();
        }
        else if (side == _real)
        {
            Connected();
        }
    }

    /// <inheritdoc/>
    public int Passable(Side side)
    {
        if (side == _real)
        {
            return Copied(_answers, side, ref _copiedAnswers);
        }
        return Copied(_copy, side, ref _copied);
    }

    /// <inheritdoc/>
    public void Moved(Side side, int bytes)
    {
        _moved = Loop.Now;
        if (side == _client)
        {
            _copied = Math.Max(0, _copied - bytes);
            _session.Counters.Bytes += bytes;
        }
        else
        {
            _copiedAnswers = Math.Max(0, _copiedAnswers - bytes);
        }
    }

    /// <inheritdoc/>
    public void TryLater() => Wake(Loop.Now + Soon);

    /// <inheritdoc/>
    public void Received(in FrameHeader header, ReadOnlySpan<byte> payload)
    {
        switch (header.Type)
        {
            case FrameType.Opened:
                break;
            case FrameType.Credit:
                _copy!.Grant(Link.ReadCredit(payload));
                Advance();
                break;
            case FrameType.End:
                break;
            case FrameType.Reset:
                DropCopy(Link.Read(payload, Messages.Default.ResetMessage).Reason, tells: false);
                Advance();
                break;
            default:
                throw new ProtocolException($"the feeder sent {header.Type} on a mirrored connection");
        }
    }

    /// <inheritdoc/>
    public void Abandon()
    {
        _isDropped = true;
        _copy?.Drop();
        _answers?.Drop();
        Reset();
    }

    /// <inheritdoc/>
    internal override void Expire()
    {
        if (!_isClosed && _flow == default)
        {
            Advance();
        }
    }

    private void Dial()
    {
        var dialled = _subscription.Real.Dial(Client, _server, _at, out _flow);
        if (!dialled.Ok)
        {
            DialFailed(dialled.Errno);
            return;
        }
        _real = new Side(this, dialled.Int) { Peer = _client };
        _client.Peer = _real;
        if (Loop.Add(_real.Socket, Side.Events, _real) is not Errno.None and var errno)
        {
            DialFailed(errno);
        }
    }

    private void Connected()
    {
        var errno = TcpSocket.Error(_real!.Socket);
        _subscription.Real.Forget(_flow);
        _flow = default;
        if (errno != Errno.None)
        {
            Loop.Close(_real.Socket);
            _real = null;
            DialFailed(errno);
            return;
        }
        TcpSocket.Prepare(_real.Socket);
        TcpSocket.ResetWhenClosed(_real.Socket);
        if (_ahead.Length > 0 && !_client.TryPutAhead(_ahead))
        {
            Reset();
            return;
        }
        _ = Loop.Add(_client.Socket, Side.Events, _client);
    }

    // The program may listen in another way than it did when this began.
    private void DialFailed(Errno errno)
    {
        if (errno == Errno.ECONNREFUSED)
        {
            _subscription.LookAgain();
            var now = _subscription.Listeners.For(_server);
            if (now != _at && !_isDialledAgain)
            {
                (_at, _isDialledAgain) = (now, true);
                Dial();
                return;
            }
        }
        _session.Counters.Drop("real-program-unreachable");
        if (!_isDropped)
        {
            _session.Link.SendReset(Stream, ResetReason.Socket, errno);
        }
        Reset();
    }

    private int Copied(CopyPipe? copy, Side side, ref int copied)
    {
        if (_isDropped || copy is null)
        {
            return side.Held;
        }
        if (copied == 0)
        {
            copied = copy.Duplicate(side.Pipe, side.Held);
        }
        if (copied == 0 && MayHoldBack())
        {
            return 0;
        }
        Release();
        return copied > 0 ? copied : side.Held;
    }

    // False: the copy is dropped, and the client goes on.
    private bool MayHoldBack()
    {
        _held.Begin(Loop.Now);
        if (_held.Sum(Loop.Now) < _subscription.Patience)
        {
            WaitForRoom();
            _session.Hold(this);
            return true;
        }
        DropCopy(ResetReason.Overrun, tells: true);
        return false;
    }

    private void Release()
    {
        _held.End(Loop.Now);
        _session.Release(this);
    }

    /// <summary>The client waits for its copy: looks whether it still may.</summary>
    public void Recheck() => Advance();

    private void WaitForRoom()
    {
        if (!_isWaiting && !_session.Link.HasRoom && (_copy is { IsWaiting: true } || _answers is { IsWaiting: true }))
        {
            _isWaiting = true;
            _session.Link.Drained += HasRoom;
        }
    }

    private void HasRoom()
    {
        _isWaiting = false;
        _session.Link.Drained -= HasRoom;
        _copy?.Pump();
        _answers?.Pump();
        Advance();
    }

    private void DropCopy(string reason, bool tells)
    {
        if (_isDropped)
        {
            return;
        }
        _isDropped = true;
        _copy!.Drop();
        _answers?.Drop();
        if (tells)
        {
            _session.Link.SendReset(Stream, reason);
        }
        if (_isClosed)
        {
            _session.Remove(Stream);
        }
    }

    private void Advance()
    {
        if (_isClosed)
        {
            EndStreamIfOver();
            return;
        }
        if (_real is null || _flow != default)
        {
            return;
        }
        _client.Pump();
        _real.Pump();
        if (_client is { HasEnded: true, IsBroken: false } && !_isDropped)
        {
            _copy!.End();
        }
        if (_real is { HasEnded: true, IsBroken: false } && !_isDropped)
        {
            _answers?.End();
        }
        WaitForRoom();
        if (_client.IsBroken)
        {
            CarryReset(_client, _real);
        }
        else if (_real.IsBroken)
        {
            CarryReset(_real, _client);
        }
        else if (_client.HasEnded && _real.HasEnded)
        {
            TcpSocket.EndWhenClosed(_client.Socket);
            TcpSocket.EndWhenClosed(_real.Socket);
            Close();
        }
    }

    // A reset throws away what waits to be sent, so it waits until what came before it has arrived.
    private void CarryReset(Side from, Side to)
    {
        var unacknowledged = TcpSocket.Unacknowledged(to.Socket);
        if (unacknowledged != _unacknowledged)
        {
            (_unacknowledged, _moved) = (unacknowledged, Loop.Now);
        }
        if (to.IsBroken || (from.HasEnded && unacknowledged == 0) || _moved + ResetPatience <= Loop.Now)
        {
            if (!_isDropped)
            {
                _copy!.Reset();
            }
            Reset();
            return;
        }
        TryLater();
    }

    private void Reset()
    {
        TcpSocket.ResetWhenClosed(_client.Socket);
        if (_real is not null)
        {
            TcpSocket.ResetWhenClosed(_real.Socket);
        }
        Close();
    }

    private void Wake(long due)
    {
        if (Next is null || Due > due)
        {
            Loop.Timers.Cancel(this);
            Loop.Timers.Set(this, due);
        }
    }

    private void Close()
    {
        if (_isClosed)
        {
            return;
        }
        _isClosed = true;
        _session.Release(this);
        Loop.Timers.Cancel(this);
        _subscription.Real.Forget(_flow);
        CloseSide(_client);
        CloseSide(_real);
        EndStreamIfOver();
    }

    // The copy may have some way to go after the client has left.
    private void EndStreamIfOver()
    {
        if (!_isDropped && (_copy!.IsWaiting || _answers is { IsWaiting: true }))
        {
            WaitForRoom();
            return;
        }
        if (_isWaiting)
        {
            _isWaiting = false;
            _session.Link.Drained -= HasRoom;
        }
        _session.Remove(Stream);
    }

    private void CloseSide(Side? side)
    {
        if (side is not null)
        {
            side.Discard();
            Loop.Close(side.Socket);
        }
    }
}
