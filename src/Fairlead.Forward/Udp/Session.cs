using Fairlead.Forward.Loop;
using Fairlead.Forward.Proxy;
using Fairlead.Forward.Sockets;
using Fairlead.Forward.Statistics;
using Fairlead.Linux;
using Fairlead.Rules.Forwarding;
using Fairlead.Udp;

namespace Fairlead.Forward.Udp;

/// <summary>One client's conversation with a backend: the socket between, and what is known of it. The one owner of a flow's state.</summary>
/// <remarks>
/// <para>Order of events. It begins with a client's datagram. An answer makes it answered; another datagram of the client
/// after that, confirmed: the client's address is real, as it has seen an answer. It ends after <c>idle</c> without traffic, or
/// when room is needed, and then cools down: the socket keeps its port, but what comes is dropped as late, so that a new
/// session that the kernel gives the same port cannot get another client's answers. Then the socket is closed.</para>
/// <para>A transparent session does not cool down: its port is the client's own.</para>
/// </remarks>
internal sealed class Session : Timed, IReady
{
    /// <summary>How long a port that was used rests after the last late answer, in milliseconds.</summary>
    private const int CoolDown = 10_000;

    /// <summary>How the socket is watched.</summary>
    public const uint Watched = epoll_event.EPOLLIN | epoll_event.EPOLLET;

    private const int MostRounds = 4;

    private readonly UdpWorker _worker;
    private readonly UdpEndpoint _asked;
    private readonly bool _ownsPort;
    private LoopStatement _owner;
    private SessionState _state;
    private ushort _backendSegments = ushort.MaxValue;
    private ushort _clientSegments = ushort.MaxValue;
    private long _toBackend;
    private long _toClient;
    private long _unread;

    /// <param name="listener">The socket that the client sends to.</param>
    /// <param name="owner">The statement that it begins under.</param>
    /// <param name="record">Who talks to whom, and how far it has come.</param>
    /// <param name="socket">The socket that is connected to the backend.</param>
    public Session(UdpListener listener, LoopStatement owner, SessionRecord record, int socket)
    {
        (Listener, _owner, _worker, Socket) = (listener, owner, listener.Worker, socket);
        (Key, Peer, Backend, _asked) = (record.Key, record.Peer, record.Backend, record.Asked);
        (_state, _toBackend, _toClient) = (record.State, record.ToBackend, record.ToClient);
        _ownsPort = !owner.Statement.IsTransparent;
        IsConnected = owner.Statement.Options.Transparent != Transparency.OneWay;
        Prefix = owner.Statement.Options.SendProxy ? new ProxyPrefix(Key.Client.Unmap(), _asked) : ProxyPrefix.None;
        LastUsed = _worker.Loop.Now;
        // A predecessor's socket has a past, which that one counted.
        _unread = record.ToBackend > 0 ? ReceiveQueue.Drops(socket) : 0;
    }

    public UdpListener Listener { get; }

    public FlowKey Key { get; }

    /// <summary>Where answers are sent: the client, or the proxy that it came by.</summary>
    public UdpEndpoint Peer { get; set; }

    public UdpEndpoint Backend { get; }

    /// <summary>Whether the socket has the backend's address; else each datagram needs it.</summary>
    public bool IsConnected { get; }

    /// <summary>The socket that is connected to the backend.</summary>
    public int Socket { get; }

    /// <summary>What goes ahead of each datagram to the backend.</summary>
    public ProxyPrefix Prefix { get; }

    public Counters Counters => _owner.Counters;

    /// <summary>How many answers to ask for at a time.</summary>
    public int ReplyAppetite { get; set; } = 2;

    /// <summary>When there was traffic last, in milliseconds of the loop.</summary>
    public long LastUsed { get; private set; }

    public Session? Earlier { get; set; }

    public Session? Later { get; set; }

    public bool IsListed { get; set; }

    /// <summary>Whether it may have to make room for a new one.</summary>
    public bool IsEvictable => Statement.Options.Evict switch
    {
        Eviction.Idlest => true,
        Eviction.Unconfirmed => _state is SessionState.New or SessionState.Answered,
        _ => false,
    };

    private Statement Statement => _owner.Statement;

    /// <summary>Takes its place among the sessions of the loop; room for it is counted already.</summary>
    public void Begin()
    {
        if (_state == SessionState.Cooling)
        {
            _worker.Loop.Timers.Set(this, _worker.Loop.Now + CoolDown);
            return;
        }
        Counters.Began();
        Tell(begins: true);
        _worker.Loop.Timers.Set(this, LastUsed + Statement.Idle);
        Touch();
    }

    /// <summary>The client has sent a datagram.</summary>
    public void Heard()
    {
        LastUsed = _worker.Loop.Now;
        if (_state == SessionState.Answered)
        {
            _state = SessionState.Confirmed;
        }
        Touch();
    }

    /// <summary>The backend has answered.</summary>
    public void Answered()
    {
        LastUsed = _worker.Loop.Now;
        if (_state == SessionState.New)
        {
            _state = SessionState.Answered;
        }
        // An answer does not make a client real, but it is traffic.
        if (Statement.Options.Evict == Eviction.Idlest)
        {
            Touch();
        }
    }

    /// <summary>Datagrams have been sent.</summary>
    public void Sent(bool isReply, int datagrams, int bytes)
    {
        if (isReply)
        {
            _toClient += datagrams;
            Counters.Returned(datagrams, bytes);
        }
        else
        {
            _toBackend += datagrams;
            Counters.Forwarded(datagrams, bytes);
        }
    }

    /// <summary>The largest datagrams that the kernel can cut a message into, on the way to the client or to the backend.</summary>
    public int SegmentLimit(bool isReply) => isReply ? _clientSegments : _backendSegments;

    /// <summary>Larger ones it cannot.</summary>
    public void LowerSegmentLimit(bool isReply, int to)
    {
        ref var limit = ref isReply ? ref _clientSegments : ref _backendSegments;
        limit = (ushort)Math.Min(limit, to);
    }

    /// <inheritdoc/>
    /// <remarks>
    /// The socket is watched edge-triggered, which spares the kernel a second look at each: so it is read until nothing is
    /// left, or watched anew for the rest, that others have their turn.
    /// </remarks>
    public void Ready(uint events)
    {
        for (var round = 0; round < MostRounds; round++)
        {
            if (!(_state == SessionState.Cooling ? Discard() : _worker.Replies.Receive(this)))
            {
                return;
            }
        }
        _worker.Loop.Change(Socket, Watched);
    }

    /// <summary>Receiving failed: where not for want of datagrams, ICMP has brought word of one that we had sent.</summary>
    /// <returns>Whether there may be more.</returns>
    public bool ReceiveFailed(Errno errno)
    {
        if (errno == Errno.EAGAIN)
        {
            return false;
        }
        if (errno != Errno.EINTR)
        {
            Counters.Dropped(SendQueue.Reason(errno));
        }
        return true;
    }

    /// <summary>Ends the session, if its port can cool down.</summary>
    public bool TryEnd(bool isEvicted)
    {
        if (_ownsPort && !Statement.Limit.TryCool())
        {
            return false;
        }
        Leave(isCooling: _ownsPort);
        if (_ownsPort)
        {
            (_state, LastUsed) = (SessionState.Cooling, _worker.Loop.Now);
            _worker.Loop.Timers.Set(this, LastUsed + CoolDown);
        }
        else
        {
            Close();
        }
        if (isEvicted)
        {
            Counters.Evicted();
        }
        return true;
    }

    /// <summary>
    /// The kernel does not send. Where that is because the socket's address was taken from this host, it never will again: so the
    /// next datagram is to begin a session, with the address that there is then.
    /// </summary>
    public void EndIfSourceIsGone()
    {
        if (_ownsPort && _state != SessionState.Cooling && UpstreamSocket.IsSourceGone(Socket))
        {
            TryEnd(isEvicted: false);
        }
    }

    /// <summary>The place that it began at belongs to another statement now, and so does it.</summary>
    public void Pass(LoopStatement owner)
    {
        var isCooling = _state == SessionState.Cooling;
        _owner.Evictable.Remove(this);
        _owner.Statement.Limit.PassTo(owner.Statement.Limit, isCooling);
        _owner = owner;
        if (!isCooling)
        {
            Touch();
            _worker.Loop.Timers.Cancel(this);
            _worker.Loop.Timers.Set(this, LastUsed + Statement.Idle);
        }
    }

    /// <summary>Ends the session at once: nobody listens for its client any more.</summary>
    public void Abandon()
    {
        if (_state == SessionState.Cooling)
        {
            _worker.Loop.Timers.Cancel(this);
            Cooled();
            return;
        }
        Leave(isCooling: false);
        Close();
    }

    /// <summary>What a successor has to know.</summary>
    public SessionRecord Record() => new(_state, Key, Peer, Backend, _asked, _toBackend, _toClient);

    /// <summary>What is to be seen of it.</summary>
    public SessionStatistics Statistics() => new(
        Statement.Rule.Number, Key.Client.Unmap().ToString(), Backend.ToString(), _worker.Loop.Now - LastUsed, _toBackend, _toClient);

    /// <inheritdoc/>
    internal override void Expire()
    {
        CountUnread();
        if (_state == SessionState.Cooling)
        {
            Cool();
        }
        else if (LastUsed + Statement.Idle > _worker.Loop.Now || !TryEnd(isEvicted: false))
        {
            _worker.Loop.Timers.Set(this, Math.Max(LastUsed + Statement.Idle, _worker.Loop.Now + 1000));
        }
    }

    // A backend that goes on answering keeps the port from everybody else.
    private void Cool()
    {
        if (LastUsed + CoolDown > _worker.Loop.Now)
        {
            _worker.Loop.Timers.Set(this, LastUsed + CoolDown);
            return;
        }
        Cooled();
    }

    private bool Discard()
    {
        var late = _worker.Replies.Discard(Socket);
        LastUsed = late > 0 ? _worker.Loop.Now : LastUsed;
        Counters.Dropped(DropReason.Late, late);
        return late > 0;
    }

    private void Touch()
    {
        if (IsEvictable)
        {
            _owner.Evictable.Touch(this);
        }
        else
        {
            _owner.Evictable.Remove(this);
        }
    }

    private void Leave(bool isCooling)
    {
        Tell(begins: false);
        _owner.Evictable.Remove(this);
        _worker.Loop.Timers.Cancel(this);
        Listener.Forget(this, isCooling);
        Statement.Limit.End();
    }

    private void Tell(bool begins)
    {
        if (Statement.Host.WantsDetails)
        {
            _owner.Tell(Statistics(), begins);
        }
    }

    private void Cooled()
    {
        Statement.Limit.Cooled();
        Listener.ForgetCooled(this);
        Close();
    }

    // Answers that came faster than they were read.
    private void CountUnread()
    {
        var drops = ReceiveQueue.Drops(Socket);
        Counters.Dropped(DropReason.ReceiveQueue, drops - _unread);
        _unread = drops;
    }

    private void Close()
    {
        CountUnread();
        _worker.Loop.Close(Socket);
    }
}

/// <summary>How far a session has come.</summary>
internal enum SessionState
{
    New,
    Answered,
    Confirmed,
    Cooling,
}
