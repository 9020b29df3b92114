using Fairlead.Udp;

namespace Fairlead.Forward.Udp;

/// <summary>Gathers the answers that backends give to many sessions, and sends them to the clients with few calls.</summary>
/// <remarks>
/// Each answer is received into a slot and sent from it. A batch goes out when it is full, and at the end of each round of
/// the loop; neighbours of one listening socket go together. How many answers a session is asked for at a time follows
/// what it had last: one, as most have, up to <see cref="MostAtOnce"/> for one that streams.
/// </remarks>
internal sealed class ReplyBatch : IDisposable
{
    /// <summary>How many datagrams one session can have received at a time.</summary>
    public const int MostAtOnce = 32;

    private const int Slots = 64;

    private readonly DatagramBatch _batch = new(Slots);
    private readonly UdpListener[] _listeners = new UdpListener[Slots];
    private int _used;

    /// <summary>Receives what a backend has for a session.</summary>
    public void Receive(Session session)
    {
        var wanted = session.ReplyAppetite;
        if (_used + wanted > Slots)
        {
            Flush();
        }
        var received = _batch.Receive(session.Socket, _used, wanted, names: false);
        if (!received.Ok)
        {
            session.ReceiveFailed(received.Errno);
            return;
        }
        for (var i = 0; i < received.Int; i++)
        {
            Address(_batch[_used + i], session);
            _listeners[_used + i] = session.Listener;
        }
        _used += received.Int;
        session.ReplyAppetite = received.Int == wanted ? Math.Min(wanted * 2, MostAtOnce) : received.Int;
        session.Answered(received.Int);
    }

    /// <summary>Receives what a backend has for nobody any more; gives how many datagrams that was.</summary>
    public int Discard(int socket)
    {
        Flush();
        var received = _batch.Receive(socket, 0, Slots, names: false);
        var datagrams = 0;
        for (var slot = 0; slot < received.Int; slot++)
        {
            var (size, length) = (_batch[slot].Info.SegmentSize, _batch[slot].Length);
            datagrams += size > 0 ? (length + size - 1) / size : 1;
        }
        return datagrams;
    }

    /// <summary>Sends all that is gathered.</summary>
    public void Flush()
    {
        for (int first = 0, next; first < _used; first = next)
        {
            var listener = _listeners[first];
            for (next = first + 1; next < _used && _listeners[next] == listener;)
            {
                next++;
            }
            DatagramSender.Send(_batch, listener.Socket, first, next - first, listener.Owner.Counters, isReply: true);
        }
        _used = 0;
    }

    public void Dispose() => _batch.Dispose();

    private static void Address(Datagram answer, Session session)
    {
        var segment = answer.Info.SegmentSize;
        answer.Reset();
        answer.SetPeer(session.Peer);
        if (!session.Key.Local.IsEmpty)
        {
            answer.SetSource(session.Key.Local);
        }
        if (segment > 0 && segment < answer.Length)
        {
            answer.SetSegmentSize(segment);
        }
    }
}
