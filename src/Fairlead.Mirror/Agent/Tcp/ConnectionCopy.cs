using Fairlead.Forward.Tcp;
using Fairlead.Linux;
using Fairlead.Mirror.Frames;

namespace Fairlead.Mirror.Agent.Tcp;

/// <summary>The copy of a mirrored connection: what the client sends and, to be compared, what the real program answers.</summary>
/// <remarks>
/// <para>Goal. Every byte is copied before it is passed on, and none of that holds the client for long.</para>
/// <para>Order of events. Before bytes of a side are passed on, a duplicate of them is taken (<see cref="Passable"/>). A copy
/// that is full because the feeder's program, or the link, is behind is waited for, up to the subscription's patience in all
/// of the connection's life; then it is dropped: that is counted, the feeder is told, and the client goes on. The
/// stream is over when the connection is, and what waits has been sent.</para>
/// </remarks>
internal sealed class ConnectionCopy : IStream
{
    private readonly MirroredConnection _connection;
    private readonly AgentSession _session;
    private readonly int _patience;
    private readonly uint _stream;
    private readonly CopyPipe _sent;
    private readonly CopyPipe? _answers;
    private HeldTime _held;
    private bool _isDropped;
    private bool _isWaiting;
    private bool _isAnswered;
    private long _answered;
    private bool _isLast;

    /// <param name="connection">What is copied.</param>
    /// <param name="subscription">Whose port it came to.</param>
    /// <param name="stream">The copy's stream.</param>
    public ConnectionCopy(MirroredConnection connection, TcpSubscription subscription, uint stream)
    {
        (_connection, _session, _patience, _stream) = (connection, subscription.Session, subscription.Patience, stream);
        _sent = new CopyPipe(_session.Link, _session.Pipes, stream, FrameType.Data, FrameType.End, _session.Link.Windows.There);
        _answers = subscription.Wants.Diff
            ? new CopyPipe(_session.Link, _session.Pipes, stream, FrameType.Answer, FrameType.AnswerEnd, long.MaxValue)
            : null;
    }

    /// <summary>How much of what a side holds may be passed on: what is copied; 0: the client waits.</summary>
    /// <param name="side">The side.</param>
    /// <param name="isAnswer">Whether it is the real program's.</param>
    public int Passable(Side side, bool isAnswer)
    {
        if (_isDropped || Of(isAnswer) is not { } copy)
        {
            return side.Held;
        }
        var copied = copy.Duplicate(side.Pipe, side.Held);
        if (copied == 0 && MayHoldBack())
        {
            return 0;
        }
        _held.End(_session.Loop.Now);
        _session.Release(this);
        return copied > 0 ? copied : side.Held;
    }

    /// <summary>A side has passed on what was copied.</summary>
    public void Passed(bool isAnswer, int bytes)
    {
        _isAnswered = isAnswer;
        _answered += isAnswer ? bytes : 0;
        Of(isAnswer)?.Passed(bytes);
    }

    /// <summary>The client waits: looks whether it still may.</summary>
    public void Recheck() => _connection.Advance();

    /// <inheritdoc/>
    public void Received(in FrameHeader header, ReadOnlySpan<byte> payload)
    {
        switch (header.Type)
        {
            case FrameType.Opened or FrameType.End:
                break;
            case FrameType.Credit:
                _sent.Grant(Link.ReadCredit(payload));
                GoOn();
                break;
            case FrameType.Reset:
                Drop();
                GoOn();
                break;
            default:
                throw new ProtocolException($"the feeder sent {header.Type} on a mirrored connection");
        }
    }

    /// <inheritdoc/>
    public void Abandon()
    {
        Drop();
        _connection.Reset();
    }

    /// <summary>A side says nothing more.</summary>
    public void End(bool isAnswer)
    {
        if (!_isDropped)
        {
            Of(isAnswer)?.End(answered: !isAnswer && _isAnswered ? _answered : 0);
        }
    }

    /// <summary>The connection was reset: the copy is, too.</summary>
    public void Reset()
    {
        if (!_isDropped)
        {
            _sent.Reset();
            _answers?.End();
        }
    }

    /// <summary>The real program is not there.</summary>
    public void Fail(Errno errno)
    {
        if (!_isDropped)
        {
            _session.Link.SendReset(_stream, ResetReason.Socket, errno);
            Drop();
        }
    }

    /// <summary>Waits for the link, where something of the copy waits for it.</summary>
    public void WaitForLink()
    {
        if (!_isWaiting && !_isDropped && (_sent.WaitsForLink || _answers is { WaitsForLink: true }))
        {
            _isWaiting = true;
            _session.Link.Cleared += GoOnSending;
        }
    }

    /// <summary>The connection is over. The copy may have some way to go.</summary>
    public void Finish()
    {
        _isLast = true;
        _session.Release(this);
        EndIfOver();
    }

    private bool IsOnItsWay => !_isDropped && (_sent.IsWaiting || _answers is { IsWaiting: true });

    private CopyPipe? Of(bool isAnswer) => isAnswer ? _answers : _sent;

    // False: the copy is dropped, and the client goes on.
    private bool MayHoldBack()
    {
        _held.Begin(_session.Loop.Now);
        if (_held.Sum(_session.Loop.Now) < _patience)
        {
            WaitForLink();
            _session.Hold(this);
            return true;
        }
        _session.Link.SendReset(_stream, ResetReason.Overrun);
        Drop();
        return false;
    }

    private void GoOnSending()
    {
        StopWaiting();
        _sent.Pump();
        _answers?.Pump();
        GoOn();
    }

    private void GoOn()
    {
        if (_isLast)
        {
            EndIfOver();
        }
        else
        {
            _connection.Advance();
        }
    }

    private void Drop()
    {
        _isDropped = true;
        _session.Release(this);
        _sent.Drop();
        _answers?.Drop();
    }

    private void EndIfOver()
    {
        if (IsOnItsWay)
        {
            WaitForLink();
            return;
        }
        StopWaiting();
        _session.Remove(_stream);
    }

    private void StopWaiting()
    {
        if (_isWaiting)
        {
            _isWaiting = false;
            _session.Link.Cleared -= GoOnSending;
        }
    }
}
