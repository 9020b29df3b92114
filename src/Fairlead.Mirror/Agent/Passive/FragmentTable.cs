using Fairlead.Rules;

namespace Fairlead.Mirror.Agent.Passive;

/// <summary>Puts packets together again whose sender, or a router, has cut them.</summary>
/// <remarks>
/// Limits. So many packets at once, the oldest goes first; and so many seconds for each. Fragments that overlap give what its
/// checksum then finds wrong.
/// </remarks>
internal sealed class FragmentTable
{
    private const int Most = 64;
    private const int Patience = 5000;
    private const int MostBytes = 1 << 16;
    private readonly RecentTable<Key, Pieces> _packets = new();

    /// <summary>Packets that were given up.</summary>
    public long Lost { get; private set; }

    /// <summary>Takes a fragment.</summary>
    /// <param name="fragment">The fragment.</param>
    /// <param name="now">Milliseconds.</param>
    /// <param name="whole">The packet's payload, if this was the last that was missing; valid until the next call.</param>
    public bool TryComplete(in IpPacket fragment, long now, out ReadOnlySpan<byte> whole)
    {
        whole = default;
        if (fragment.Offset + fragment.Payload.Length > MostBytes)
        {
            return false;
        }
        var key = new Key(fragment.Source, fragment.Destination, fragment.Id);
        if (!_packets.TryUse(key, now, out var pieces))
        {
            pieces = new Pieces();
            _packets.Add(key, pieces, now);
            Expire(now);
        }
        if (!pieces.Add(fragment))
        {
            return false;
        }
        _packets.Remove(key);
        whole = pieces.Whole;
        return true;
    }

    /// <summary>Gives up what has waited too long.</summary>
    public void Expire(long now)
    {
        while (_packets.TryTakeOldest(_packets.Count > Most ? long.MaxValue : now - Patience, out _))
        {
            Lost++;
        }
    }

    private readonly record struct Key(Address Source, Address Destination, uint Id);

    private sealed class Pieces
    {
        private readonly HashSet<int> _offsets = [];
        private byte[] _bytes = [];
        private int _got;
        private int _length = -1;

        public ReadOnlySpan<byte> Whole => _bytes.AsSpan(0, _length);

        /// <summary>Adds one; true: nothing is missing.</summary>
        public bool Add(in IpPacket fragment)
        {
            var end = fragment.Offset + fragment.Payload.Length;
            if (!_offsets.Add(fragment.Offset))
            {
                return false;
            }
            if (end > _bytes.Length)
            {
                Array.Resize(ref _bytes, Math.Max(end, Math.Min(MostBytes, _bytes.Length * 2)));
            }
            fragment.Payload.CopyTo(_bytes.AsSpan(fragment.Offset));
            _got += fragment.Payload.Length;
            _length = fragment.HasMore ? _length : end;
            return _got == _length;
        }
    }
}
