using Fairlead.Forward.Loop;
using Fairlead.Forward.Statistics;
using Fairlead.Udp;

namespace Fairlead.Forward.Tcp;

/// <summary>One client's connection, and the one to a backend that was made for it.</summary>
/// <remarks>
/// <para>Goal. Client and backend see of each other what they would see without the forwarder: all data, the end of one
/// direction while the other goes on, and a reset.</para>
/// <para>Order of events. The client is accepted; its PROXY header is read, if one is promised; backends are tried until one
/// accepts; then both sides pump until both have ended. A reset is carried on after what came before it: not before the other
/// side has acknowledged all, as a reset throws away what waits to be sent.</para>
/// <para>Limits. A client is accepted before its backend is known to, so it sees a reset where it would have been refused. An
/// acknowledgement makes no event: while a reset waits for one, a timer looks.</para>
/// <para>State, for whoever takes a connection over: <see cref="Stage"/>, that of each <see cref="Side"/>, and the addresses.
/// Before <see cref="TcpStage.Open"/> it is the client's socket alone, from which nothing was read but a PROXY header.</para>
/// </remarks>
internal sealed partial class TcpConnection : Timed, ISideOwner
{
    private const int Soon = 250;

    private readonly TcpListener _listener;
    private LoopStatement _owner;
    private CarriedReset _reset;

    public TcpConnection(TcpListener listener, int socket, in UdpEndpoint client)
    {
        (_listener, _owner, Client) = (listener, listener.Owner, client);
        ClientSide = new Side(this, socket);
        LastUsed = Loop.Now;
    }

    public TcpWorker Worker => _listener.Worker;

    public TcpStage Stage { get; private set; }

    /// <summary>The client, or whom the PROXY header names.</summary>
    public UdpEndpoint Client { get; private set; }

    public UdpEndpoint Backend { get; private set; }

    public Side ClientSide { get; }

    /// <summary>The side of the backend; null before one is tried.</summary>
    public Side? BackendSide { get; private set; }

    /// <summary>When there was traffic last, in milliseconds of the loop.</summary>
    public long LastUsed { get; private set; }

    /// <inheritdoc/>
    public EventLoop Loop => Worker.Loop;

    /// <inheritdoc/>
    public PipePool Pipes => Worker.Pipes;

    private Statement Statement => _owner.Statement;

    /// <inheritdoc/>
    public void Ready(Side side, uint events)
    {
        switch (Stage)
        {
            case TcpStage.Header:
                ReadHeader();
                break;
            case TcpStage.Connecting when side == ClientSide:
                GiveUpIfGone();
                break;
            case TcpStage.Connecting:
                Connected(events);
                break;
            case TcpStage.Open:
                Advance();
                break;
        }
    }

    /// <inheritdoc/>
    public int Passable(Side side) => side.Held;

    /// <inheritdoc/>
    public void Moved(Side side, int bytes)
    {
        LastUsed = Loop.Now;
        var begun = side.Passed == 0 ? 1 : 0;
        if (side == ClientSide)
        {
            _owner.Counters.Forwarded(begun, bytes);
        }
        else
        {
            _owner.Counters.Returned(begun, bytes);
        }
    }

    /// <inheritdoc/>
    public void TryLater() => Wake(Loop.Now + Soon);

    /// <summary>Ends the connection at once: both sides are reset.</summary>
    public void Reset()
    {
        TcpSocket.ResetWhenClosed(ClientSide.Socket);
        if (BackendSide is { } backend)
        {
            TcpSocket.ResetWhenClosed(backend.Socket);
        }
        Close();
    }

    /// <summary>The place that it began at belongs to another statement now, and so does it.</summary>
    public void Pass(LoopStatement owner)
    {
        Statement.Limit.PassTo(owner.Statement.Limit, isCooling: false);
        _owner = owner;
        if (Stage == TcpStage.Open)
        {
            WakeWhenIdle();
        }
    }

    /// <summary>What is to be seen of it.</summary>
    public SessionStatistics Statistics() => new(
        Statement.Rule.Number, Client.ToString(), Backend.ToString(), Loop.Now - LastUsed, ClientSide.Passed,
        BackendSide?.Passed ?? 0);

    /// <inheritdoc/>
    internal override void Expire()
    {
        switch (Stage)
        {
            case TcpStage.Header:
                Refuse(DropReason.ProxyHeader);
                break;
            case TcpStage.Connecting:
                TryAnother();
                break;
            case TcpStage.Open when Statement.Idle > 0 && LastUsed + Statement.Idle <= Loop.Now:
                Reset();
                break;
            case TcpStage.Open:
                WakeWhenIdle();
                Advance();
                break;
        }
    }

    private void Advance()
    {
        var backend = BackendSide!;
        ClientSide.Pump();
        backend.Pump();
        if (ClientSide.IsBroken)
        {
            CarryReset(ClientSide, backend);
        }
        else if (backend.IsBroken)
        {
            CarryReset(backend, ClientSide);
        }
        else if (ClientSide.HasEnded && backend.HasEnded)
        {
            Close();
        }
    }

    private void CarryReset(Side from, Side to)
    {
        if (_reset.IsDue(from, to, Loop.Now))
        {
            Reset();
            return;
        }
        LastUsed = _reset.Moved;
        TryLater();
    }

    private void WakeWhenIdle()
    {
        if (Statement.Idle > 0)
        {
            Wake(LastUsed + Statement.Idle);
        }
    }

    private void Wake(long due) => Loop.Timers.SetBy(this, due);

    private void Close()
    {
        if (Stage == TcpStage.Open)
        {
            Tell(begins: false);
        }
        Stage = TcpStage.Closed;
        CloseSide(ClientSide);
        CloseSide(BackendSide);
        Loop.Timers.Cancel(this);
        Statement.Limit.End();
        _listener.Forget(this);
    }

    private void Tell(bool begins)
    {
        if (Statement.Host.WantsDetails)
        {
            _owner.Tell(Statistics(), begins);
        }
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

/// <summary>How far a connection has come.</summary>
internal enum TcpStage
{
    /// <summary>The client's PROXY header is awaited.</summary>
    Header,

    /// <summary>A backend is awaited.</summary>
    Connecting,

    /// <summary>Both sides are there.</summary>
    Open,

    /// <summary>Neither is.</summary>
    Closed,
}
