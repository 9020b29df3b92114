using Fairlead.Udp;

namespace Fairlead.Forward.Udp;

/// <summary>Gathers the answers that backends give to many sessions, and sends them to the clients with few calls.</summary>
/// <remarks>
/// Each answer is received into a slot and sent from it: when the slots are used up, and at the end of each round of the
/// loop. How many answers a session is asked for at a time follows what it had last, up to <see cref="MostAtOnce"/> for
/// one that streams; one more than that, so that a call that brings fewer says that there are none left.
/// </remarks>
internal sealed unsafe class ReplyBatch : IDisposable
{
    /// <summary>How many datagrams one session can have received at a time.</summary>
    private const int MostAtOnce = 32;

    private const int Slots = 64;

    private readonly DatagramBatch _batch = new(Slots);
    private readonly SendQueue _queue = new(isReply: true);
    private int _used;

    /// <summary>Receives what a backend has for a session.</summary>
    /// <returns>Whether there may be more.</returns>
    public bool Receive(Session session)
    {
        var wanted = session.ReplyAppetite;
        if (_used + wanted > Slots)
        {
            Flush();
        }
        var received = _batch.Receive(session.Socket, _used, wanted, names: false);
        if (!received.Ok)
        {
            return session.ReceiveFailed(received.Errno);
        }
        session.Answered();
        for (var i = 0; i < received.Int; i++)
        {
            var answer = _batch[_used++];
            _queue.Add(session, answer.Data, answer.Length, answer.Info.SegmentSize);
        }
        session.ReplyAppetite = Math.Min(received.Int == wanted ? wanted * 2 : received.Int + 1, MostAtOnce);
        return received.Int == wanted;
    }

    /// <summary>Receives what a backend has for nobody any more; gives how many datagrams that was.</summary>
    public int Discard(int socket)
    {
        Flush();
        var received = _batch.Receive(socket, 0, Slots, names: false);
        var datagrams = 0;
        for (var slot = 0; slot < received.Int; slot++)
        {
            datagrams += SendQueue.Datagrams(_batch[slot].Length, _batch[slot].Info.SegmentSize);
        }
        return datagrams;
    }

    /// <summary>Sends all that is gathered.</summary>
    public void Flush()
    {
        _queue.Flush();
        _used = 0;
    }

    public void Dispose()
    {
        _queue.Dispose();
        _batch.Dispose();
    }
}
