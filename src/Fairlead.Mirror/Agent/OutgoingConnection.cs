using Fairlead.Forward.Loop;
using Fairlead.Forward.Tcp;
using Fairlead.Linux;
using Fairlead.Mirror.Frames;
using Fairlead.Mirror.Sockets;
using static Fairlead.Linux.epoll_event;
using static Fairlead.Linux.SocketConstants;

namespace Fairlead.Mirror.Agent;

/// <summary>A TCP connection that the feeder's program makes from the target's place.</summary>
internal sealed class OutgoingConnection : IStream, IStreamOwner, IReady
{
    private readonly AgentSession _session;
    private readonly uint _stream;
    private readonly int _socket;
    private StreamSocket? _joined;

    private OutgoingConnection(AgentSession session, uint stream, int socket) =>
        (_session, _stream, _socket) = (session, stream, socket);

    /// <summary>Begins to connect. The answer is Opened, or Refused with the kernel's error.</summary>
    public static void Begin(AgentSession session, uint stream, OpenMessage message)
    {
        if (message.Protocol is not ("tcp" or "udp") || !SocketName.TryParse(message.Server, out var server))
        {
            throw new ProtocolException($"the feeder wants to connect by {message.Protocol} to `{message.Server}`");
        }
        if (message.Protocol == "udp")
        {
            OutgoingDatagrams.Begin(session, stream, server);
            return;
        }
        var opened = server.Open(SOCK_STREAM);
        var errno = opened.Ok ? server.Connect(opened.Int) : opened.Errno;
        if (errno is not (Errno.None or Errno.EINPROGRESS))
        {
            Refuse(session, stream, opened.Int, errno);
            return;
        }
        var connection = new OutgoingConnection(session, stream, opened.Int);
        session.Add(stream, connection);
        _ = session.Loop.Add(opened.Int, EPOLLOUT, connection);
    }

    /// <inheritdoc/>
    public void Ready(uint events)
    {
        var errno = TcpSocket.Error(_socket);
        if (errno != Errno.None)
        {
            _session.Remove(_stream);
            Refuse(_session, _stream, _socket, errno);
            return;
        }
        _session.Loop.Remove(_socket);
        var local = new OpenedMessage(SocketName.LocalOf(_socket).ToString());
        _session.Link.Send(FrameType.Opened, _stream, local, Messages.Default.OpenedMessage);
        _joined = new StreamSocket(_session.Loop, _session.Link, _stream, _socket, this);
        _joined.Watch();
    }

    /// <inheritdoc/>
    public void Received(in FrameHeader header, ReadOnlySpan<byte> payload)
    {
        if (_joined is not null)
        {
            _joined.Received(header, payload);
        }
        else if (header.Type == FrameType.Reset)
        {
            Abandon();
            _session.Remove(_stream);
        }
        else
        {
            throw new ProtocolException($"the feeder sent {header.Type} before its connection stood");
        }
    }

    /// <inheritdoc/>
    public ISink? Sink => _joined;

    /// <inheritdoc/>
    public void Abandon()
    {
        if (_joined is null)
        {
            _session.Loop.Close(_socket);
        }
        else
        {
            _joined.Abandon();
        }
    }

    /// <inheritdoc/>
    public void Closed(uint stream, string? reason, Errno errno) => _session.Remove(stream);

    private static void Refuse(AgentSession session, uint stream, int socket, Errno errno)
    {
        if (socket >= 0)
        {
            session.Loop.Close(socket);
        }
        session.Refuse(stream, errno, $"connect at the target: {errno}");
    }
}
