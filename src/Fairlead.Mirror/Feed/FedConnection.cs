using Fairlead.Engines.Feeding;
using Fairlead.Linux;
using Fairlead.Mirror.Frames;
using Fairlead.Mirror.Sockets;

namespace Fairlead.Mirror.Feed;

/// <summary>A client's connection, or a copy of it, that the local program gets.</summary>
/// <remarks>
/// Order of events: the local program is called; what the agent sends in the meantime is kept, which its credit bounds; then the
/// agent is told, and the stream goes on with the socket. When it is over, the engine forgets it; where answers are compared, the
/// real program's may come later, and are waited for.
/// </remarks>
internal sealed class FedConnection : IFed, IStreamOwner
{
    private readonly FeedSession _session;
    private readonly OpenedFeed _feed;
    private readonly uint _stream;
    private readonly ComparedReplies? _compared;
    private readonly List<(FrameHeader Header, byte[] Payload)> _early = [];
    private readonly LocalDial _dial;
    private StreamSocket? _socket;
    private HeldEnd? _held;
    private FlowKey _flow;
    private long _countedTo;
    private long _countedFrom;

    public FedConnection(FeedSession session, OpenedFeed feed, uint stream, SocketName client, SocketName server)
    {
        (_session, _feed, _stream) = (session, feed, stream);
        _compared = feed.IsCompared ? new ComparedReplies($"{client} to {server}", session.Differs) : null;
        var name = new FlowName(client.Address, client.Port, server.Address, server.Port);
        _dial = new LocalDial(session, name, feed.RealPort(server.Port), Dialled);
    }

    /// <summary>Calls the local program.</summary>
    public void Begin() => _dial.Begin();

    /// <inheritdoc/>
    public void Received(in FrameHeader header, ReadOnlySpan<byte> payload)
    {
        switch (header.Type)
        {
            case FrameType.Answer when _compared is not null:
                _compared.TakeReal(payload);
                break;
            case FrameType.AnswerEnd when _compared is not null:
                _compared.EndReal();
                ForgetIfClosed(null);
                break;
            case FrameType.Reset when _socket is { IsClosed: true }:
                ForgetIfClosed(Link.Read(payload, Messages.Default.ResetMessage).Reason);
                break;
            default:
                Join(header, payload);
                break;
        }
    }

    /// <inheritdoc/>
    public ISink? Sink => _socket;

    /// <inheritdoc/>
    public void Count()
    {
        if (_socket is not null)
        {
            _session.Traffic.ToProgram += _socket.Written - _countedTo;
            _session.Traffic.FromProgram += _socket.Read - _countedFrom;
            (_countedTo, _countedFrom) = (_socket.Written, _socket.Read);
        }
    }

    /// <inheritdoc/>
    public void Abandon()
    {
        _dial.Abandon();
        _socket?.Abandon();
    }

    /// <inheritdoc/>
    public void Closed(uint stream, string? reason, Errno errno)
    {
        Count();
        _held?.Cancel();
        _session.Clients.Remove(_flow);
        _session.Traffic.Open--;
        if (reason is not null || _compared is not { HasRealEnded: false })
        {
            _session.Forget(stream, _feed, reason);
        }
    }

    private void ForgetIfClosed(string? reason)
    {
        if (_socket is { IsClosed: true })
        {
            _session.Forget(_stream, _feed, reason);
        }
    }

    private void Join(in FrameHeader header, ReadOnlySpan<byte> payload)
    {
        if (_socket is null)
        {
            _early.Add((header, payload.ToArray()));
            return;
        }
        if (header.Type != FrameType.End || !TryHold(_socket, header, Link.ReadAnswered(payload)))
        {
            _socket.Received(header, payload);
        }
    }

    // The end of a client that was answered before it left. One whose connection is stolen is answered by the local program.
    private bool TryHold(StreamSocket socket, in FrameHeader end, long answered)
    {
        _held = answered > 0 && !_feed.IsStolen ? HeldEnd.TryHold(_session, socket, end, answered) : null;
        return _held is not null;
    }

    private void Dialled(int socket, FlowKey flow, string? reason)
    {
        if (socket < 0)
        {
            _session.Link.SendReset(_stream, reason!);
            _session.Forget(_stream, _feed, reason);
            return;
        }
        _flow = flow;
        _session.Traffic.Connections++;
        _session.Traffic.Open++;
        IReplies? replies = _feed.IsStolen ? null : _compared is null ? _session.Drained : _compared;
        _socket = new StreamSocket(_session.Loop, _session.Link, _stream, socket, this, replies);
        var local = new OpenedMessage(new SocketName(flow.Source, flow.SourcePort).ToString());
        _session.Link.Send(FrameType.Opened, _stream, local, Messages.Default.OpenedMessage);
        _socket.Watch();
        foreach (var (header, payload) in _early)
        {
            Join(header, payload);
        }
        _early.Clear();
    }
}
