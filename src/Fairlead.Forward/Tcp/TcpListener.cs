using Fairlead.Forward.Handover;
using Fairlead.Forward.Loop;
using Fairlead.Forward.Sockets;
using Fairlead.Forward.Statistics;
using Fairlead.Linux;
using Fairlead.Rules.Forwarding;
using Fairlead.Udp;
using static Fairlead.Linux.SocketConstants;

namespace Fairlead.Forward.Tcp;

/// <summary>A socket that clients connect to, and the connections that began there.</summary>
/// <remarks>
/// epoll(7) is level-triggered here: what is not accepted after a batch is told again. Where no descriptor is left, that would
/// never end; so the socket rests a moment, and clients wait in its queue.
/// </remarks>
internal sealed unsafe class TcpListener : IListener
{
    private const int MostAccepted = 64;

    private readonly HashSet<TcpConnection> _connections = [];
    private readonly ListenPoint _point;
    private readonly Rest _rest;

    public TcpListener(TcpWorker worker, LoopStatement owner, ListenPoint point, int socket)
    {
        (Worker, Owner, _point, Socket) = (worker, owner, point, socket);
        _rest = new Rest(this);
        TcpSocket.Prepare(socket);
    }

    public TcpWorker Worker { get; }

    /// <inheritdoc/>
    public LoopStatement Owner { get; private set; }

    /// <inheritdoc/>
    public int Socket { get; }

    /// <inheritdoc/>
    public long Unread => 0;

    /// <summary>The port that clients ask.</summary>
    public ushort Port => _point.Port;

    /// <inheritdoc/>
    public IEnumerable<SessionStatistics> Sessions()
    {
        foreach (var connection in _connections)
        {
            yield return connection.Statistics();
        }
    }

    /// <inheritdoc/>
    public void Bequeath(HandoverWriter writer, int number)
    {
        foreach (var connection in _connections)
        {
            writer.Add($"connection {number} {connection.Record()}", connection.Descriptors());
        }
    }

    /// <inheritdoc/>
    public void Adopt(InheritedSession inherited)
    {
        Owner.Statement.Limit.Inherit(isCooling: false);
        var connection = new TcpConnection(this, ConnectionRecord.Parse(inherited.Words), inherited.Descriptors);
        _connections.Add(connection);
        connection.Resume();
    }

    /// <inheritdoc/>
    public void Pass(LoopStatement owner)
    {
        foreach (var connection in _connections)
        {
            connection.Pass(owner);
        }
        Owner = owner;
    }

    /// <inheritdoc/>
    public void End()
    {
        foreach (var connection in _connections.ToArray())
        {
            connection.Reset();
        }
        Worker.Loop.Timers.Cancel(_rest);
        Worker.Loop.Close(Socket);
    }

    /// <inheritdoc/>
    public void Ready(uint events)
    {
        for (var i = 0; i < MostAccepted && TryAccept(); i++)
        {
        }
    }

    /// <summary>A connection has ended.</summary>
    public void Forget(TcpConnection connection) => _connections.Remove(connection);

    private bool TryAccept()
    {
        sockaddr_storage address = default;
        uint length = Libc.SizeOf<sockaddr_storage>();
        var accepted = Libc.accept4(Socket, &address, &length, SOCK_NONBLOCK | SOCK_CLOEXEC);
        if (accepted.Ok && DescriptorLimit.IsKeptBack(accepted.Int))
        {
            Refuse(accepted.Int);
            accepted = new SysResult(-1, Errno.EMFILE);
        }
        if (accepted.Ok)
        {
            Begin(accepted.Int, UdpEndpoint.Read(&address).Unmap());
        }
        else if (accepted.Errno is Errno.EMFILE or Errno.ENFILE or Errno.ENOBUFS or Errno.ENOMEM)
        {
            Owner.Counters.Dropped(DropReason.NoDescriptor);
            _rest.Begin();
        }
        return accepted.Ok;
    }

    private void Begin(int socket, in UdpEndpoint client)
    {
        if (!Owner.TryBegin())
        {
            Refuse(socket);
            return;
        }
        var connection = new TcpConnection(this, socket, client);
        _connections.Add(connection);
        connection.Begin();
    }

    private static void Refuse(int socket)
    {
        TcpSocket.ResetWhenClosed(socket);
        _ = Libc.close(socket);
    }

    private sealed class Rest(TcpListener listener) : Timed
    {
        private const int Length = 250;

        private EventLoop Loop => listener.Worker.Loop;

        public void Begin()
        {
            // A reload lets the listener accept at any time, during a rest too.
            if (Next is null)
            {
                Loop.Change(listener.Socket, 0);
                Loop.Timers.Set(this, Loop.Now + Length);
            }
        }

        internal override void Expire() => Loop.Change(listener.Socket, epoll_event.EPOLLIN);
    }
}
