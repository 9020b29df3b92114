using Fairlead.Mirror.Agent.Passive;

namespace Fairlead.Mirror.Agent.Udp;

/// <summary>Who sends datagrams, each with its stream.</summary>
/// <remarks>
/// <para>How. A client that has sent one datagram, as one of DNS does, is kept for a short time; one that has sent more for a
/// longer one. Where the table is full, the oldest of those with one datagram gives way, then the oldest of the others: so a flood
/// of forged addresses does not end what goes on.</para>
/// </remarks>
internal sealed class DatagramClients
{
    /// <summary>How many clients there may be at once.</summary>
    public const int Most = 4096;

    /// <summary>How long a client that has sent one datagram is kept, in milliseconds.</summary>
    public const int ShortTime = 10_000;

    /// <summary>How long a client that has sent more is kept, in milliseconds.</summary>
    public const int LongTime = 60_000;

    private readonly RecentTable<DatagramFlow, DatagramStream> _new = new();
    private readonly RecentTable<DatagramFlow, DatagramStream> _known = new();

    /// <summary>All of them.</summary>
    public IEnumerable<DatagramStream> All => _known.Values.Concat(_new.Values);

    /// <summary>Finds the stream of a datagram.</summary>
    public bool TryUse(in DatagramFlow flow, long now, out DatagramStream stream)
    {
        if (_known.TryUse(flow, now, out stream))
        {
            return true;
        }
        if (!_new.TryUse(flow, now, out stream))
        {
            return false;
        }
        _new.Remove(flow);
        _known.Add(flow, stream, now);
        return true;
    }

    /// <summary>Adds a client.</summary>
    /// <param name="stream">Its stream.</param>
    /// <param name="now">Milliseconds.</param>
    /// <param name="evicted">Who had to give way to it.</param>
    public void Add(DatagramStream stream, long now, out DatagramStream? evicted)
    {
        evicted = null;
        if (_new.Count + _known.Count == Most && (_new.TryTakeOldest(long.MaxValue, out var old) || _known.TryTakeOldest(long.MaxValue, out old)))
        {
            evicted = old;
        }
        _new.Add(stream.Flow, stream, now);
    }

    /// <summary>Takes out a client that has been silent for its time.</summary>
    public bool TryTakeSilent(long now, out DatagramStream stream) =>
        _new.TryTakeOldest(now - ShortTime, out stream) || _known.TryTakeOldest(now - LongTime, out stream);

    /// <summary>Takes a client out.</summary>
    public void Remove(in DatagramFlow flow) => _ = _new.Remove(flow) || _known.Remove(flow);
}
