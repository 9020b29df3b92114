using Fairlead.Engines.Feeding;
using Fairlead.Forward.Loop;
using Fairlead.Linux;
using Fairlead.Mirror.Frames;
using Fairlead.Mirror.Sockets;
using Fairlead.Rules;
using static Fairlead.Linux.epoll_event;

namespace Fairlead.Mirror.Feed;

/// <summary>The datagrams of one client, or copies of them, that the local program gets.</summary>
/// <remarks>
/// <para>Order of events. A socket is bound on the session's address; engines are told whom it stands for; each datagram goes to the
/// local program's port, and what it answers goes back, or is dropped. The agent ends it when the client has been silent.</para>
/// <para>Nobody says on which family the program is bound. The first datagram tries: where the kernel says that nobody has the port
/// at the loopback address of the client's family, the same datagram goes to that of the other one. When nobody has that either, it
/// is counted, and of a stolen port the agent is told, so that the real program answers.</para>
/// <para>Limits. A program that is bound on one family sees the clients of the other one as loopback. What the local program does not read in time its own socket drops, as ever.</para>
/// </remarks>
internal sealed class FedDatagrams : IFed, IReady
{
    private const int MostDatagrams = 64;
    private readonly FeedSession _session;
    private readonly OpenedFeed _feed;
    private readonly uint _stream;
    private readonly SocketName _client;
    private readonly SocketName _server;
    private int _socket = -1;
    private bool _isV6;
    private bool _isTried;
    private bool _isClosed;
    private FlowKey _flow;

    public FedDatagrams(FeedSession session, OpenedFeed feed, uint stream, SocketName client, SocketName server) =>
        (_session, _feed, _stream, _client, _server) = (session, feed, stream, client, server);

    /// <inheritdoc/>
    public void Begin()
    {
        _session.Traffic.Connections++;
        _session.Traffic.Open++;
        var (first, second) = _client.Address.IsV4 ? (_session.Address, Address.LoopbackV6) : (Address.LoopbackV6, _session.Address);
        if (!Dial(first) && !Dial(second))
        {
            _session.Link.SendReset(_stream, ResetReason.TooMany);
            Close(ResetReason.TooMany);
            return;
        }
        var local = new OpenedMessage(SocketName.LocalOf(_socket).ToString());
        _session.Link.Send(FrameType.Opened, _stream, local, Messages.Default.OpenedMessage);
    }

    /// <inheritdoc/>
    public void Count()
    {
        // Each datagram is counted when it passes.
    }

    /// <inheritdoc/>
    public void Received(in FrameHeader header, ReadOnlySpan<byte> payload)
    {
        switch (header.Type)
        {
            case FrameType.Data:
                Deliver(payload);
                break;
            case FrameType.End:
                Close(null);
                break;
            case FrameType.Reset:
                Close(Link.Read(payload, Messages.Default.ResetMessage).Reason);
                break;
            default:
                throw new ProtocolException($"the agent sent {header.Type} on a stream of datagrams");
        }
    }

    /// <inheritdoc/>
    public void Ready(uint events)
    {
        if ((events & EPOLLERR) != 0)
        {
            // Read, so that it is not told again; a datagram that is refused is seen where it is sent.
            _ = TakeError();
        }
        for (var i = 0; i < MostDatagrams && !_isClosed && ReadAnswer(); i++)
        {
        }
    }

    /// <inheritdoc/>
    public void Abandon() => Close(ResetReason.Socket);

    private void Deliver(ReadOnlySpan<byte> datagram)
    {
        var errno = Send(datagram);
        if (errno == Errno.ECONNREFUSED && !_isTried && Dial(_isV6 ? _session.Address : Address.LoopbackV6))
        {
            errno = Send(datagram);
        }
        _isTried = errno == Errno.None;
        if (errno == Errno.None)
        {
            _session.Traffic.ToProgram += datagram.Length;
        }
        else
        {
            Refuse(errno == Errno.ECONNREFUSED ? ResetReason.NotListening : ResetReason.Socket);
        }
    }

    // On loopback the answer of a port that nobody has is there when the call comes back. An error of an earlier datagram is told
    // first, and then this one was not sent.
    private unsafe Errno Send(ReadOnlySpan<byte> datagram)
    {
        fixed (byte* bytes = datagram)
        {
            var sent = Libc.send(_socket, bytes, (nuint)datagram.Length, SocketConstants.MSG_NOSIGNAL);
            if (sent.Errno == Errno.ECONNREFUSED)
            {
                sent = Libc.send(_socket, bytes, (nuint)datagram.Length, SocketConstants.MSG_NOSIGNAL);
            }
            return sent.Ok ? TakeError() : sent.Errno;
        }
    }

    private Errno TakeError()
    {
        _ = Libc.getsockopt(_socket, SocketConstants.SOL_SOCKET, SocketConstants.SO_ERROR, out var error);
        return (Errno)error;
    }

    // A mirrored client stays: the program may listen when its next datagram comes.
    private void Refuse(string reason)
    {
        if (_feed.IsStolen)
        {
            _session.Link.SendReset(_stream, reason);
            Close(reason);
        }
        else
        {
            _session.Traffic.Drop(reason);
        }
    }

    private bool ReadAnswer()
    {
        var isStolen = _feed.IsStolen && _session.Link.HasRoom;
        var room = isStolen ? _session.Link.Begin(FrameHeader.MostPayload) : _session.Drained.Room;
        var read = Libc.recv(_socket, room, 0);
        if (!read.Ok)
        {
            return read.Errno is Errno.EINTR or Errno.ECONNREFUSED;
        }
        _session.Traffic.FromProgram += read.Int;
        if (isStolen)
        {
            _session.Link.Commit(FrameType.Data, _stream, read.Int);
        }
        else if (_feed.IsStolen)
        {
            _session.Traffic.Drop(Agent.Udp.DropReason.Overrun);
        }
        return true;
    }

    private bool Dial(Address address)
    {
        var source = new SocketName(address, 0);
        var opened = source.Open(SocketConstants.SOCK_DGRAM);
        if (!opened.Ok)
        {
            return false;
        }
        var before = (_socket, _flow);
        if (!TryConnect(opened.Int, source))
        {
            _ = Libc.close(opened.Int);
            return false;
        }
        (_socket, _isV6) = (opened.Int, !address.IsV4);
        Release(before._socket, before._flow);
        return true;
    }

    private bool TryConnect(int socket, SocketName source)
    {
        if (source.Bind(socket) != Errno.None)
        {
            return false;
        }
        var flow = new FlowKey(Rules.Protocol.Udp, source.Address, SocketName.LocalOf(socket).Port);
        // A client of the other family has no name that the program's socket could be given, or answer to.
        if (source.Address.IsV4 == _client.Address.IsV4
            && !_session.Clients.Set(flow, new FlowName(_client.Address, _client.Port, _server.Address, _server.Port)))
        {
            return false;
        }
        if (new SocketName(source.Address, _feed.RealPort(_server.Port)).Connect(socket) != Errno.None
            || _session.Loop.Add(socket, EPOLLIN, this) != Errno.None)
        {
            _session.Clients.Remove(flow);
            return false;
        }
        _flow = flow;
        return true;
    }

    private void Release(int socket, in FlowKey flow)
    {
        if (socket >= 0)
        {
            _session.Clients.Remove(flow);
            _session.Loop.Close(socket);
        }
    }

    private void Close(string? reason)
    {
        if (!_isClosed)
        {
            _isClosed = true;
            Release(_socket, _flow);
            _session.Traffic.Open--;
            _session.Forget(_stream, _feed, reason);
        }
    }
}
