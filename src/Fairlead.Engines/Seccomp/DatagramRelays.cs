using Fairlead.Engines.Feeding;
using Fairlead.Rules;

namespace Fairlead.Engines.Seccomp;

/// <summary>Where the datagrams of a socket go instead, for each of their destinations.</summary>
/// <remarks>
/// Nothing says when a socket of the program is gone, so the oldest entries go when the table is full; a relay that ends
/// before that says so itself.
/// </remarks>
internal sealed class DatagramRelays(IOutgoing outgoing) : IDisposable
{
    private const int Most = 65536;
    private readonly Dictionary<Key, OutgoingAttempt> _attempts = [];
    private readonly Queue<Key> _order = [];

    /// <summary>The relay for a socket's datagrams to somewhere.</summary>
    /// <param name="cookie">The socket.</param>
    /// <param name="asked">Where to.</param>
    /// <param name="isNew">Whether it was made now.</param>
    public OutgoingAttempt Find(ulong cookie, (Address Address, ushort Port) asked, out bool isNew)
    {
        var key = new Key(cookie, asked.Address.Unmap(), asked.Port);
        isNew = !_attempts.TryGetValue(key, out var attempt) || attempt.IsOver;
        return isNew ? Begin(key, attempt) : attempt!;
    }

    /// <summary>Forgets a relay, so that the next datagram asks anew.</summary>
    public void Remove(ulong cookie, (Address Address, ushort Port) asked)
    {
        // Its place in the order stays, and finds nothing, or the one after it.
        if (_attempts.Remove(new Key(cookie, asked.Address.Unmap(), asked.Port), out var attempt))
        {
            attempt.Dispose();
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var attempt in _attempts.Values)
        {
            attempt.Dispose();
        }
        _attempts.Clear();
    }

    private OutgoingAttempt Begin(Key key, OutgoingAttempt? ended)
    {
        ended?.Dispose();
        var attempt = _attempts[key] = outgoing.Begin(Protocol.Udp, key.Address, key.Port);
        if (ended is null)
        {
            _order.Enqueue(key);
        }
        if (_order.Count > Most && _attempts.Remove(_order.Dequeue(), out var oldest))
        {
            oldest.Dispose();
        }
        return attempt;
    }

    private readonly record struct Key(ulong Cookie, Address Address, ushort Port);
}
