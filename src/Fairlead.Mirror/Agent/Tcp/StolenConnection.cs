using Fairlead.Linux;
using Fairlead.Mirror.Frames;
using Fairlead.Mirror.Sockets;

namespace Fairlead.Mirror.Agent.Tcp;

/// <summary>A client's connection that the feeder's program answers.</summary>
/// <remarks>
/// <para>Order of events. The feeder is told - once its program has taken the connection, socket and stream are joined.</para>
/// <para>Whom the feeder's program does not take, because it does not listen, goes on to the real program: nothing was read but
/// what goes ahead, so nothing is missed.</para>
/// </remarks>
/// <param name="subscription">Who has it.</param>
/// <param name="socket">The client's socket.</param>
/// <param name="client">The client.</param>
/// <param name="server">Whom it asked.</param>
/// <param name="ahead">What was taken from the socket already.</param>
internal sealed class StolenConnection(
    TcpSubscription subscription, int socket, SocketName client, SocketName server, byte[] ahead)
    : IStream, IStreamOwner
{
    private AgentSession Session => subscription.Session;
    private uint _stream;
    private StreamSocket? _joined;

    /// <summary>Tells the feeder.</summary>
    public void Begin()
    {
        _stream = subscription.Open(client, server);
        Session.Add(_stream, this);
    }

    /// <inheritdoc/>
    public void Received(in FrameHeader header, ReadOnlySpan<byte> payload)
    {
        if (_joined is not null)
        {
            _joined.Received(header, payload);
            return;
        }
        switch (header.Type)
        {
            case FrameType.Opened:
                _joined = new StreamSocket(Session.Loop, Session.Link, _stream, socket, this);
                _joined.PutAhead(ahead);
                _joined.Watch();
                break;
            case FrameType.Reset:
                Session.Remove(_stream);
                subscription.PassOn(socket, client, server, stream: 0, ahead);
                break;
            default:
                throw new ProtocolException($"the feeder sent {header.Type} on a connection that it had not opened");
        }
    }

    /// <inheritdoc/>
    public ISink? Sink => _joined;

    /// <inheritdoc/>
    public void Abandon()
    {
        if (_joined is null)
        {
            Session.Loop.Close(socket);
        }
        else
        {
            _joined.Abandon();
        }
    }

    /// <inheritdoc/>
    public void Closed(uint stream, string? reason, Errno errno)
    {
        Session.Counters.Bytes += _joined!.Read;
        Session.Remove(stream);
    }
}
