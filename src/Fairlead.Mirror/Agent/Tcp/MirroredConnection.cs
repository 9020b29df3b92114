using Fairlead.Forward.Loop;
using Fairlead.Forward.Tcp;
using Fairlead.Linux;
using Fairlead.Mirror.Agent.Lookup;
using Fairlead.Mirror.Sockets;

namespace Fairlead.Mirror.Agent.Tcp;

/// <summary>A client's connection that goes on to the real program, with a copy of what the client sends.</summary>
/// <remarks>
/// <para>Goal. The client and the real program see each other as if nothing stood between them, whatever happens to the copy.</para>
/// <para>Order of events. The feeder is told; the real program is dialled; then both sides pump, and the copy takes a duplicate
/// of what passes: <see cref="ConnectionCopy"/>.</para>
/// <para>Limits. Half a megabyte of small writes may wait, more of large ones: a pipe counts pages. A client is accepted
/// before the real program is asked, so it sees a reset where it would have been refused.</para>
/// </remarks>
internal sealed class MirroredConnection : Timed, ISideOwner
{
    private const int Soon = 250;
    private readonly AgentSession _session;
    private readonly TcpSubscription _subscription;
    private readonly SocketName _clientName;
    private readonly SocketName _server;
    private readonly byte[] _ahead;
    private readonly ConnectionCopy? _copy;
    private readonly Side _client;
    private Side? _real;
    private Listening _at;
    private Flow _flow;
    private CarriedReset _reset;
    private bool _isDialledAgain;
    private bool _isClosed;

    /// <param name="subscription">Whose port it came to.</param>
    /// <param name="socket">The client's socket.</param>
    /// <param name="client">The client.</param>
    /// <param name="server">Whom it asked.</param>
    /// <param name="stream">The copy's stream; 0: there is no copy.</param>
    /// <param name="ahead">What was taken from the client's socket already; it is copied, too.</param>
    public MirroredConnection(
        TcpSubscription subscription, int socket, SocketName client, SocketName server, uint stream, byte[] ahead)
    {
        (_subscription, _session, _clientName, _server, _ahead) = (subscription, subscription.Session, client, server, ahead);
        _client = new Side(this, socket);
        if (stream != 0)
        {
            _copy = new ConnectionCopy(this, subscription, stream);
            _session.Add(stream, _copy);
        }
    }

    /// <inheritdoc/>
    public EventLoop Loop => _session.Loop;

    /// <inheritdoc/>
    public PipePool Pipes => _session.Pipes;

    /// <summary>Dials the real program.</summary>
    public void Begin()
    {
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
    public int Passable(Side side) => _copy?.Passable(side, isAnswer: side == _real) ?? side.Held;

    /// <inheritdoc/>
    public void Moved(Side side, int bytes)
    {
        _copy?.Passed(isAnswer: side == _real, bytes);
        if (side == _client)
        {
            _session.Counters.Bytes += bytes;
        }
    }

    /// <inheritdoc/>
    public void TryLater() => Loop.Timers.SetBy(this, Loop.Now + Soon);

    /// <summary>Passes on what can be, and ends what has ended.</summary>
    public void Advance()
    {
        if (_isClosed || _real is null || _flow != default)
        {
            return;
        }
        Pump(_client, isAnswer: false);
        Pump(_real, isAnswer: true);
        _copy?.WaitForLink();
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

    /// <summary>Ends it at once: both sides are reset.</summary>
    public void Reset()
    {
        if (_isClosed)
        {
            return;
        }
        TcpSocket.ResetWhenClosed(_client.Socket);
        if (_real is not null)
        {
            TcpSocket.ResetWhenClosed(_real.Socket);
        }
        Close();
    }

    /// <inheritdoc/>
    internal override void Expire() => Advance();

    private void Dial()
    {
        var dialled = _subscription.Real.Dial(_clientName, _server, _at, out _flow);
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
        else if (SocketName.PeerOf(_real.Socket) != default)
        {
            // As a rule on loopback: there is nothing to wait for.
            Connected();
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
            _copy?.Reset();
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
        _copy?.Fail(errno);
        Reset();
    }

    private void Pump(Side side, bool isAnswer)
    {
        side.Pump();
        if (side is { HasEnded: true, IsBroken: false })
        {
            _copy?.End(isAnswer);
        }
    }

    private void CarryReset(Side from, Side to)
    {
        if (_reset.IsDue(from, to, Loop.Now))
        {
            _copy?.Reset();
            Reset();
            return;
        }
        TryLater();
    }

    private void Close()
    {
        if (_isClosed)
        {
            return;
        }
        _isClosed = true;
        Loop.Timers.Cancel(this);
        _subscription.Real.Forget(_flow);
        CloseSide(_client);
        CloseSide(_real);
        _copy?.Finish();
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
