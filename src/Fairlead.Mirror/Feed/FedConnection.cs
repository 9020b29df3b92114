using Fairlead.Engines.Feeding;
using Fairlead.Linux;
using Fairlead.Mirror.Frames;
using Fairlead.Mirror.Sockets;
using Fairlead.Rules;
using static Fairlead.Linux.SocketConstants;

namespace Fairlead.Mirror.Feed;

/// <summary>A client's connection, or a copy of it, that the local program gets.</summary>
/// <remarks>
/// Order of events: a socket is bound on the session's address; engines are told whom it stands for; the local program is
/// dialled, by IPv4 first, then by IPv6; the agent is told. When it is over, the engines forget it.
/// </remarks>
internal sealed class FedConnection : IStreamOwner
{
    private readonly FeedSession _session;
    private readonly OpenedFeed _feed;
    private readonly StreamSocket _socket;
    private readonly ComparedReplies? _compared;
    private readonly FlowKey _flow;
    private long _countedTo;
    private long _countedFrom;

    private FedConnection(
        FeedSession session, OpenedFeed feed, uint stream, int socket, FlowKey flow, ComparedReplies? compared)
    {
        (_session, _feed, _flow, _compared) = (session, feed, flow, compared);
        IReplies? replies = feed.IsStolen ? null : compared is null ? session.Drained : compared;
        _socket = new StreamSocket(session.Loop, session.Link, stream, socket, this, replies);
    }

    /// <summary>Begins it, or tells the agent why not.</summary>
    public static FedConnection? Begin(FeedSession session, OpenedFeed feed, uint stream, SocketName client, SocketName server)
    {
        var name = new FlowName(client.Address, client.Port, server.Address, server.Port);
        var reason = ResetReason.NotListening;
        foreach (var address in (ReadOnlySpan<Address>)[session.Address, Address.LoopbackV6])
        {
            var dialled = Dial(session, new SocketName(address, feed.RealPort(server.Port)), name, out var flow, ref reason);
            if (dialled >= 0)
            {
                return Join(session, feed, stream, dialled, flow, client, server);
            }
        }
        session.Traffic.Drop(reason);
        session.Link.SendReset(stream, reason);
        return null;
    }

    /// <summary>Whether it is over.</summary>
    public bool IsClosed => _socket.IsClosed;

    /// <summary>A frame of its stream.</summary>
    public void Received(in FrameHeader header, ReadOnlySpan<byte> payload)
    {
        switch (header.Type)
        {
            case FrameType.Answer when _compared is not null:
                _compared.TakeReal(payload);
                break;
            case FrameType.AnswerEnd when _compared is not null:
                _compared.EndReal();
                break;
            default:
                _socket.Received(header, payload);
                break;
        }
    }

    /// <summary>Adds what has passed since the last time.</summary>
    public void Count()
    {
        _session.Traffic.ToProgram += _socket.Written - _countedTo;
        _session.Traffic.FromProgram += _socket.Read - _countedFrom;
        (_countedTo, _countedFrom) = (_socket.Written, _socket.Read);
    }

    /// <summary>The agent is gone.</summary>
    public void Abandon() => _socket.Abandon();

    /// <inheritdoc/>
    public void Closed(uint stream, string? reason, Errno errno)
    {
        _session.Clients.Remove(_flow);
        _session.Traffic.Open--;
        Count();
        if (reason is not null && reason != ResetReason.Socket)
        {
            _session.Traffic.Drop(reason);
        }
        _session.Forget(stream, _feed, reason);
    }

    private static FedConnection Join(
        FeedSession session, OpenedFeed feed, uint stream, int socket, FlowKey flow, SocketName client, SocketName server)
    {
        var compared = feed.IsCompared ? new ComparedReplies($"{client} to {server}", session.Differs) : null;
        var connection = new FedConnection(session, feed, stream, socket, flow, compared);
        session.Traffic.Connections++;
        session.Traffic.Open++;
        var local = new OpenedMessage(SocketName.LocalOf(socket).ToString());
        session.Link.Send(FrameType.Opened, stream, local, Messages.Default.OpenedMessage);
        connection._socket.Watch();
        return connection;
    }

    private static int Dial(FeedSession session, SocketName program, FlowName name, out FlowKey flow, ref string reason)
    {
        flow = default;
        var source = program with { Port = 0 };
        var opened = source.Open(SOCK_STREAM);
        if (!opened.Ok || source.Bind(opened.Int) != Errno.None)
        {
            CloseIf(opened);
            return -1;
        }
        flow = new FlowKey(Rules.Protocol.Tcp, source.Address, SocketName.LocalOf(opened.Int).Port);
        if (!session.Clients.Set(flow, name))
        {
            reason = ResetReason.TooMany;
        }
        else if (program.Connect(opened.Int) is Errno.None or Errno.EINPROGRESS)
        {
            return opened.Int;
        }
        session.Clients.Remove(flow);
        CloseIf(opened);
        return -1;
    }

    private static void CloseIf(SysResult opened)
    {
        if (opened.Ok)
        {
            _ = Libc.close(opened.Int);
        }
    }
}
