using Fairlead.Forward.Loop;
using Fairlead.Linux;
using Fairlead.Mirror.Frames;
using Fairlead.Mirror.Sockets;

namespace Fairlead.Mirror.Agent.Tcp;

/// <summary>A client's connection that the feeder's program answers.</summary>
/// <remarks>
/// <para>Order of events. Where requests are chosen, the first one is looked at, and stays in the socket (MSG_PEEK) - the feeder
/// is told - once its program has taken the connection, socket and stream are joined.</para>
/// <para>Whoever is not chosen, or whom the feeder's program does not take because it does not listen, goes on to the real
/// program: nothing was read, so nothing is missed.</para>
/// </remarks>
internal sealed class StolenConnection(
    TcpSubscription subscription, int socket, SocketName client, SocketName server, SubscribeMessage asked)
    : IStream, IStreamOwner
{
    private AgentSession Session => subscription.Session;
    private uint _stream;
    private StreamSocket? _joined;

    /// <summary>Begins.</summary>
    public void Begin()
    {
        if (asked.Headers.Length > 0 || asked.Paths.Length > 0)
        {
            new RequestChoice(Session.Loop, socket, asked, Chosen).Begin();
        }
        else
        {
            Steal();
        }
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
                _joined.Watch();
                break;
            case FrameType.Reset:
                Session.Remove(_stream);
                subscription.PassOn(socket, client, server, stream: 0);
                break;
            default:
                throw new ProtocolException($"the feeder sent {header.Type} on a connection that it had not opened");
        }
    }

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

    private void Chosen(bool isChosen)
    {
        if (isChosen)
        {
            Steal();
        }
        else
        {
            subscription.PassOn(socket, client, server, stream: 0);
        }
    }

    private void Steal()
    {
        _stream = subscription.Open(client, server);
        Session.Add(_stream, this);
    }
}
