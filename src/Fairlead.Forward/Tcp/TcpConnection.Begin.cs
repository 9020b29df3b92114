using Fairlead.Forward.Proxy;
using Fairlead.Forward.Sockets;
using Fairlead.Forward.Statistics;
using Fairlead.Linux;
using Fairlead.Udp;
using static Fairlead.Linux.SocketConstants;

namespace Fairlead.Forward.Tcp;

/// <content>From the client's connection to the backend's.</content>
internal sealed partial class TcpConnection
{
    private const int HeaderPatience = 5_000;

    // How long a backend may be silent while there is another; the last one has as long as the kernel gives it.
    private const int ConnectPatience = 5_000;

    private UdpEndpoint _asked;
    private int _attempts;
    private DropReason _failure = DropReason.Unreachable;

    /// <summary>Watches the client, and goes to find it a backend.</summary>
    public void Begin()
    {
        if (Loop.Add(ClientSide.Socket, Side.Events, ClientSide) != Errno.None)
        {
            Refuse(DropReason.NoDescriptor);
        }
        else if (Statement.Options.AcceptProxy)
        {
            Wake(Loop.Now + HeaderPatience);
        }
        else
        {
            Connect();
        }
    }

    private void Refuse(DropReason reason)
    {
        _owner.Counters.Dropped(reason);
        Reset();
    }

    // The header is looked at until it is whole, and only then taken: what follows it is the backend's.
    private void ReadHeader()
    {
        var bytes = Worker.Header.AsSpan();
        var seen = Libc.recv(ClientSide.Socket, bytes, MSG_PEEK);
        if (seen.Errno is Errno.EAGAIN or Errno.EINTR)
        {
            return;
        }
        var length = seen.Value > 0 ? ProxyHeader.LengthOf(bytes[..seen.Int]) : -1;
        if (length < 0)
        {
            Refuse(DropReason.ProxyHeader);
        }
        else if (length > 0 && length <= seen.Int)
        {
            TakeHeader(bytes[..length]);
        }
    }

    private void TakeHeader(Span<byte> header)
    {
        _ = Libc.recv(ClientSide.Socket, header, 0);
        if (ProxyHeader.TryRead(header, out var source, out var destination))
        {
            (Client, _asked) = (source.Unmap(), destination.Unmap());
        }
        Connect();
    }

    // Tries one backend after the other, until one may be there.
    private void Connect()
    {
        Stage = TcpStage.Connecting;
        while (PickNext() is { IsEmpty: false } backend)
        {
            var socket = UpstreamSocket.Open(Statement, SOCK_STREAM, Client, backend);
            if (!socket.Ok)
            {
                _failure = _owner.WhyNoUpstream(socket.Errno);
            }
            else if (TryWatch(backend, socket.Int))
            {
                return;
            }
        }
        Refuse(_failure);
    }

    private UdpEndpoint PickNext() => Statement.Backends.Pick(Client, _listener.Port, Statement.IsTransparent, _attempts++);

    private bool TryWatch(in UdpEndpoint backend, int socket)
    {
        TcpSocket.Prepare(socket);
        var side = new Side(this, socket) { Peer = ClientSide };
        if (Loop.Add(socket, Side.Events, side) != Errno.None)
        {
            Loop.Close(socket);
            _failure = DropReason.NoDescriptor;
            return false;
        }
        (Backend, BackendSide, ClientSide.Peer) = (backend, side, side);
        Loop.Timers.Cancel(this);
        Wake(Loop.Now + ConnectPatience);
        return true;
    }

    // A backend has accepted or refused.
    private void Connected(uint events)
    {
        var errno = TcpSocket.Error(BackendSide!.Socket);
        if (errno is Errno.ECONNRESET or Errno.EPIPE || (errno == Errno.None && (events & epoll_event.EPOLLOUT) != 0))
        {
            Open();
        }
        else if (errno != Errno.None)
        {
            _failure = DropReason.Unreachable;
            LeaveBackend();
            Connect();
        }
    }

    // A backend is silent.
    private void TryAnother()
    {
        var another = Statement.Backends.Pick(Client, _listener.Port, Statement.IsTransparent, _attempts);
        if (!another.IsEmpty)
        {
            LeaveBackend();
            Connect();
        }
    }

    private void LeaveBackend()
    {
        CloseSide(BackendSide);
        BackendSide = ClientSide.Peer = null;
    }

    private void Open()
    {
        Stage = TcpStage.Open;
        Loop.Timers.Cancel(this);
        LastUsed = Loop.Now;
        _owner.Counters.Began();
        Tell(begins: true);
        if (Statement.Options.SendProxy && !TryPutHeaderAhead())
        {
            Refuse(DropReason.NoDescriptor);
            return;
        }
        WakeWhenIdle();
        Advance();
    }

    private bool TryPutHeaderAhead()
    {
        Span<byte> header = stackalloc byte[ProxyHeader.MaxWritten];
        var asked = _asked.IsEmpty ? TcpSocket.Asked(ClientSide.Socket) : _asked;
        var length = ProxyHeader.Write(header, isStream: true, Client, asked);
        return ClientSide.TryPutAhead(header[..length]);
    }

    // A client that left data behind has it delivered, though it reset the connection after that.
    private void GiveUpIfGone()
    {
        if (ClientSide.IsBroken && !TcpSocket.HasData(ClientSide.Socket))
        {
            Reset();
        }
    }
}
