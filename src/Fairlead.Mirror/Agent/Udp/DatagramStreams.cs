using Fairlead.Mirror.Frames;

namespace Fairlead.Mirror.Agent.Udp;

/// <summary>Sends the datagrams of clients to the feeder, a stream for each client.</summary>
/// <remarks>
/// A stream is opened by its first datagram, and ended when its client has been silent for a while, or has to give way to
/// another. Nobody waits: where the link has no room, a datagram is dropped and counted.
/// </remarks>
internal sealed class DatagramStreams(AgentSession session, uint subscription, IDatagramOwner owner)
{
    private readonly DatagramClients _clients = new();

    /// <summary>The stream of a flow that has one.</summary>
    public bool TryUse(in DatagramFlow flow, out DatagramStream stream) => _clients.TryUse(flow, session.Loop.Now, out stream);

    /// <summary>Opens a stream for a new flow.</summary>
    public DatagramStream Open(in DatagramFlow flow)
    {
        var stream = new DatagramStream(owner, session.NewStream(), flow);
        _clients.Add(stream, session.Loop.Now, out var evicted);
        if (evicted is not null)
        {
            session.Counters.Drop(ResetReason.TooMany);
            End(evicted);
        }
        session.Add(stream.Stream, stream);
        session.Counters.Connections++;
        var message = new OpenMessage(subscription, "udp", flow.Client.ToString(), flow.Server.ToString());
        session.Link.Send(FrameType.Open, stream.Stream, message, Messages.Default.OpenMessage);
        return stream;
    }

    /// <summary>Sends a datagram.</summary>
    public void Send(DatagramStream stream, ReadOnlySpan<byte> datagram)
    {
        if (stream.Refused is { } reason)
        {
            session.Counters.Drop(reason);
        }
        else if (!session.Link.HasRoom)
        {
            session.Counters.Drop(DropReason.Overrun);
        }
        else
        {
            session.Counters.Bytes += datagram.Length;
            session.Link.Send(FrameType.Data, stream.Stream, datagram);
        }
    }

    /// <summary>Forgets a stream, of which the feeder knows that it has ended.</summary>
    public void Remove(DatagramStream stream)
    {
        _clients.Remove(stream.Flow);
        session.Remove(stream.Stream);
    }

    /// <summary>Ends the streams of clients that have been silent.</summary>
    public void Expire()
    {
        while (_clients.TryTakeSilent(session.Loop.Now, out var stream))
        {
            End(stream);
        }
    }

    /// <summary>Ends all streams.</summary>
    public void EndAll()
    {
        foreach (var stream in _clients.All.ToArray())
        {
            _clients.Remove(stream.Flow);
            End(stream);
        }
    }

    private void End(DatagramStream stream)
    {
        session.Remove(stream.Stream);
        if (stream.Refused is null)
        {
            session.Link.Send(FrameType.End, stream.Stream, []);
        }
    }
}
