using Fairlead.Engines.Feeding;
using Fairlead.Forward.Loop;
using Fairlead.Forward.Tcp;
using Fairlead.Linux;
using Fairlead.Mirror.Frames;
using Fairlead.Mirror.Sockets;
using Fairlead.Rules;
using static Fairlead.Linux.SocketConstants;

namespace Fairlead.Mirror.Feed;

/// <summary>Calls the local program for a client: by IPv4 first, then by IPv6, as it may listen on either.</summary>
/// <remarks>
/// Order of events: a socket is bound on loopback; the engine is told whom it stands for; it connects. Where that is refused
/// the engine forgets it, and the next address has its turn.
/// </remarks>
/// <param name="session">The session.</param>
/// <param name="name">Whom the connection stands for.</param>
/// <param name="port">The program's real port.</param>
/// <param name="dialled">Takes the socket; or -1, and why there is none.</param>
internal sealed class LocalDial(FeedSession session, FlowName name, ushort port, Action<int, FlowKey, string?> dialled) : IReady
{
    private int _socket = -1;
    private FlowKey _flow;
    private bool _isV6;

    /// <summary>Begins.</summary>
    public void Begin() => Dial(session.Address);

    /// <summary>Gives up. Nobody is told.</summary>
    public void Abandon() => Undo();

    /// <inheritdoc/>
    public void Ready(uint events)
    {
        if (TcpSocket.Error(_socket) != Errno.None)
        {
            Next();
            return;
        }
        session.Loop.Remove(_socket);
        Connected();
    }

    private void Dial(Address address)
    {
        var program = new SocketName(address, port);
        var source = program with { Port = 0 };
        var opened = source.Open(SOCK_STREAM);
        if (!opened.Ok || source.Bind(opened.Int) != Errno.None)
        {
            _ = opened.Ok ? Libc.close(opened.Int) : Errno.None;
            Next();
            return;
        }
        _socket = opened.Int;
        _flow = new FlowKey(Rules.Protocol.Tcp, address, SocketName.LocalOf(_socket).Port);
        if (_flow.SourcePort == port)
        {
            // Nobody listens there, or the port would not have been free: TCP would connect the socket with itself.
            Next();
        }
        else if (!session.Clients.Set(_flow, name))
        {
            Undo();
            dialled(-1, default, ResetReason.TooMany);
        }
        else if (program.Connect(_socket) is not (Errno.None or Errno.EINPROGRESS))
        {
            Next();
        }
        else if (SocketName.PeerOf(_socket) != default)
        {
            // As a rule on loopback: there is nothing to wait for.
            Connected();
        }
        else
        {
            LinuxException.ThrowIf(session.Loop.Add(_socket, epoll_event.EPOLLOUT, this), "epoll_ctl");
        }
    }

    private void Connected()
    {
        var socket = _socket;
        _socket = -1;
        dialled(socket, _flow, null);
    }

    private void Next()
    {
        Undo();
        if (_isV6)
        {
            dialled(-1, default, ResetReason.NotListening);
            return;
        }
        _isV6 = true;
        Dial(Address.LoopbackV6);
    }

    private void Undo()
    {
        if (_socket >= 0)
        {
            session.Clients.Remove(_flow);
            session.Loop.Close(_socket);
            _socket = -1;
        }
    }
}
