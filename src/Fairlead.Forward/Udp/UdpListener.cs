using Fairlead.Forward.Handover;
using Fairlead.Forward.Proxy;
using Fairlead.Forward.Sockets;
using Fairlead.Forward.Statistics;
using Fairlead.Linux;
using Fairlead.Rules.Forwarding;
using Fairlead.Udp;
using static Fairlead.Linux.SocketConstants;

namespace Fairlead.Forward.Udp;

/// <summary>A socket that clients send to, and the sessions that began there.</summary>
/// <remarks>
/// <para>Goal. Datagrams go on from the slot that they were received into, without a copy. Those of one session go with one
/// call, and what the kernel has joined (UDP_GRO) goes on joined.</para>
/// <para>Order of events. Receive a batch; find each datagram's session, or begin one; send, session by session.</para>
/// <para>Limits. After a few batches others have their turn: epoll(7) is level-triggered here, and tells again of what waits.
/// </para>
/// </remarks>
internal sealed class UdpListener : IListener
{
    private const int MostBatches = 4;

    private readonly Dictionary<FlowKey, Session> _sessions = [];
    private readonly HashSet<Session> _cooling = [];
    private readonly ListenPoint _point;
    private readonly long _droppedBefore;

    public UdpListener(UdpWorker worker, LoopStatement owner, ListenPoint point, int socket)
    {
        (Worker, Owner, _point, Socket) = (worker, owner, point, socket);
        _droppedBefore = ReceiveQueue.Drops(socket);
    }

    public UdpWorker Worker { get; }

    /// <inheritdoc/>
    public LoopStatement Owner { get; private set; }

    /// <inheritdoc/>
    public int Socket { get; }

    /// <inheritdoc/>
    public long Unread => ReceiveQueue.Drops(Socket) - _droppedBefore;

    private Statement Statement => Owner.Statement;

    /// <inheritdoc/>
    public IEnumerable<SessionStatistics> Sessions()
    {
        foreach (var session in _sessions.Values)
        {
            yield return session.Statistics();
        }
    }

    /// <inheritdoc/>
    public void Bequeath(HandoverWriter writer, int number)
    {
        foreach (var session in _sessions.Values.Concat(_cooling))
        {
            writer.Add($"session {number} {session.Record()}", session.Socket);
        }
    }

    /// <inheritdoc/>
    public void Adopt(InheritedSession inherited)
    {
        var record = SessionRecord.Parse(inherited.Words);
        Statement.Limit.Inherit(record.State == SessionState.Cooling);
        Begin(new Session(this, Owner, record, inherited.Descriptors[0]), isCooling: record.State == SessionState.Cooling);
    }

    /// <inheritdoc/>
    public void Pass(LoopStatement owner)
    {
        foreach (var session in _sessions.Values.Concat(_cooling))
        {
            session.Pass(owner);
        }
        Owner = owner;
    }

    /// <inheritdoc/>
    public void End()
    {
        foreach (var session in _sessions.Values.Concat(_cooling).ToArray())
        {
            session.Abandon();
        }
        Owner.Counters.Dropped(DropReason.ReceiveQueue, Unread);
        Worker.Loop.Close(Socket);
    }

    /// <inheritdoc/>
    public void Ready(uint events)
    {
        var batch = Worker.Requests;
        for (var i = 0; i < MostBatches; i++)
        {
            var received = batch.Receive(Socket, 0, batch.Slots);
            if (!received.Ok)
            {
                return;
            }
            Forward(batch, received.Int);
            if (received.Int < batch.Slots)
            {
                return;
            }
        }
    }

    /// <summary>A session has ended, and perhaps cools down.</summary>
    public void Forget(Session session, bool isCooling)
    {
        _sessions.Remove(session.Key);
        if (isCooling)
        {
            _cooling.Add(session);
        }
    }

    /// <summary>A session has cooled down.</summary>
    public void ForgetCooled(Session session) => _cooling.Remove(session);

    // Datagrams of one session go together, in their order, wherever in the batch they stand.
    private void Forward(DatagramBatch batch, int count)
    {
        var sessions = Worker.RequestSessions.AsSpan(0, count);
        for (var slot = 0; slot < count; slot++)
        {
            sessions[slot] = Find(batch, slot);
        }
        for (var slot = 0; slot < count; slot++)
        {
            if (sessions[slot] is { } session)
            {
                Gather(session, batch, sessions, slot);
            }
        }
        Worker.ToBackends.Flush();
    }

    private unsafe void Gather(Session session, DatagramBatch batch, Span<Session?> sessions, int first)
    {
        for (var slot = first; slot < sessions.Length; slot++)
        {
            if (sessions[slot] == session)
            {
                Worker.ToBackends.Add(session, batch[slot].Data, batch[slot].Length, Worker.RequestSegments[slot]);
                sessions[slot] = null;
            }
        }
    }

    // The session of a datagram; null: it is dropped, and counted.
    private Session? Find(DatagramBatch batch, int slot)
    {
        var datagram = batch[slot];
        if (datagram.IsTruncated || datagram.IsControlTruncated)
        {
            Owner.Counters.Dropped(DropReason.Truncated);
            return null;
        }
        var (info, peer) = (datagram.Info, datagram.Remote);
        Worker.RequestSegments[slot] = info.SegmentSize;
        var (client, asked) = (peer, default(UdpEndpoint));
        if (Statement.Options.AcceptProxy && !TakeHeader(datagram, ref client, ref asked))
        {
            Owner.Counters.Dropped(DropReason.ProxyHeader);
            return null;
        }
        var key = new FlowKey(client, info.Local);
        if (!_sessions.TryGetValue(key, out var session))
        {
            session = Begin(key, asked, SendQueue.Datagrams(datagram.Length, info.SegmentSize));
        }
        session?.Peer = peer;
        session?.Heard();
        return session;
    }

    private static bool TakeHeader(Datagram datagram, ref UdpEndpoint client, ref UdpEndpoint asked)
    {
        var length = ProxyHeader.LengthOf(datagram.Payload);
        if (length <= 0 || length > datagram.Length)
        {
            return false;
        }
        if (ProxyHeader.TryRead(datagram.Payload[..length], out var source, out var destination))
        {
            (client, asked) = (source, destination);
        }
        datagram.Skip(length);
        return true;
    }

    private Session? Begin(in FlowKey key, in UdpEndpoint asked, int datagrams)
    {
        if (!Owner.TryBegin(datagrams))
        {
            return null;
        }
        var client = key.Client.Unmap();
        var backend = Statement.Backends.Pick(client, _point.Port, Statement.IsTransparent);
        var socket = backend.IsEmpty
            ? new SysResult(-1, Errno.EHOSTUNREACH)
            : UpstreamSocket.Open(Statement, SOCK_DGRAM, client, backend);
        if (!socket.Ok)
        {
            Owner.Counters.Dropped(Owner.WhyNoUpstream(socket.Errno), datagrams);
            Statement.Limit.End();
            return null;
        }
        var record = new SessionRecord(SessionState.New, key, key.Client, backend, Asked(key, asked), 0, 0);
        return Begin(new Session(this, Owner, record, socket.Int), isCooling: false);
    }

    private Session? Begin(Session session, bool isCooling)
    {
        if (isCooling)
        {
            _cooling.Add(session);
        }
        else
        {
            _sessions.Add(session.Key, session);
        }
        session.Begin();
        if (TryWatch(session))
        {
            return session;
        }
        Owner.Counters.Dropped(DropReason.NoDescriptor);
        session.Abandon();
        return null;
    }

    // Answers of a one-way session come by another way. epoll_ctl fails at fs.epoll.max_user_watches, or without memory.
    private bool TryWatch(Session session)
    {
        if (Statement.Options.Transparent == Transparency.OneWay)
        {
            return true;
        }
        _ = Libc.setsockopt(session.Socket, InConstants.IPPROTO_UDP, UdpConstants.UDP_GRO, 1);
        return Worker.Loop.Add(session.Socket, Session.Watched, session) == Errno.None;
    }

    // What the client asked: a proxy says it, or the kernel, or the socket is bound to it.
    private UdpEndpoint Asked(in FlowKey key, in UdpEndpoint proxied) =>
        (!proxied.IsEmpty ? proxied
        : key.Local.IsEmpty ? _point.Address.ToEndpoint(_point.Port)
        : key.Local.WithPort(_point.Port)).Unmap();
}
