using Fairlead.Forward.Loop;
using Fairlead.Linux;
using Fairlead.Mirror.Frames;
using Fairlead.Mirror.Sockets;
using static Fairlead.Linux.epoll_event;
using static Fairlead.Linux.SocketConstants;

namespace Fairlead.Mirror.Agent;

/// <summary>The datagrams that the feeder's program exchanges with one remote, from the target's place.</summary>
/// <remarks>
/// <para>Order of events: a connected socket - each datagram is a frame, both ways - an error of the network is told by Refused,
/// and the socket stays, as it would for the program - after a minute in which nothing passes, the stream ends.</para>
/// <para>Limits. What the link has no room for is dropped and counted, as routers do.</para>
/// </remarks>
internal sealed class OutgoingDatagrams : Timed, IStream, IReady
{
    private const string Overrun = "outgoing-overrun";
    private const int Idle = 60_000;
    private const int MostReads = 64;
    private readonly AgentSession _session;
    private readonly uint _stream;
    private readonly int _socket;
    private long _used;

    private OutgoingDatagrams(AgentSession session, uint stream, int socket) =>
        (_session, _stream, _socket, _used) = (session, stream, socket, session.Loop.Now);

    /// <summary>Begins: Opened, or Reset with the kernel's error.</summary>
    public static void Begin(AgentSession session, uint stream, SocketName server)
    {
        var opened = server.Open(SOCK_DGRAM);
        var errno = opened.Ok ? server.Connect(opened.Int) : opened.Errno;
        if (errno != Errno.None)
        {
            if (opened.Ok)
            {
                _ = Libc.close(opened.Int);
            }
            session.Link.SendReset(stream, ResetReason.Socket, errno);
            return;
        }
        var datagrams = new OutgoingDatagrams(session, stream, opened.Int);
        session.Add(stream, datagrams);
        session.Loop.Timers.Set(datagrams, session.Loop.Now + Idle);
        _ = session.Loop.Add(opened.Int, EPOLLIN, datagrams);
        var local = new OpenedMessage(SocketName.LocalOf(opened.Int).ToString());
        session.Link.Send(FrameType.Opened, stream, local, Messages.Default.OpenedMessage);
    }

    /// <inheritdoc/>
    public void Ready(uint events)
    {
        for (var i = 0; i < MostReads; i++)
        {
            var read = Libc.read(_socket, _session.Link.Begin(FrameHeader.MostPayload));
            if (read.Errno == Errno.EAGAIN)
            {
                return;
            }
            if (!read.Ok)
            {
                Refuse(read.Errno);
            }
            else if (_session.Link.HasRoom)
            {
                _used = _session.Loop.Now;
                _session.Link.Commit(FrameType.Data, _stream, read.Int);
            }
            else
            {
                _session.Counters.Drop(Overrun);
            }
        }
    }

    /// <inheritdoc/>
    public void Received(in FrameHeader header, ReadOnlySpan<byte> payload)
    {
        switch (header.Type)
        {
            case FrameType.Data:
                Send(payload);
                break;
            case FrameType.End or FrameType.Reset:
                Abandon();
                break;
            default:
                throw new ProtocolException($"the feeder sent {header.Type} on a stream of datagrams");
        }
    }

    /// <inheritdoc/>
    public void Abandon()
    {
        _session.Loop.Timers.Cancel(this);
        _session.Loop.Close(_socket);
        _session.Remove(_stream);
    }

    /// <inheritdoc/>
    internal override void Expire()
    {
        var due = _used + Idle;
        if (due > _session.Loop.Now)
        {
            _session.Loop.Timers.Set(this, due);
            return;
        }
        Abandon();
        _session.Link.Send(FrameType.End, _stream, []);
    }

    // An error of an earlier datagram is told instead of sending this one: so it is sent once more.
    private void Send(ReadOnlySpan<byte> datagram)
    {
        _used = _session.Loop.Now;
        var sent = Libc.write(_socket, datagram);
        if (!sent.Ok && sent.Errno != Errno.EAGAIN)
        {
            Refuse(sent.Errno);
            _ = sent.Errno == Errno.ECONNREFUSED ? Libc.write(_socket, datagram) : default;
        }
    }

    private void Refuse(Errno errno) => _session.Refuse(_stream, errno, $"datagrams at the target: {errno}");
}
