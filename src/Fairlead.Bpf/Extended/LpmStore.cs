using System.Runtime.InteropServices;
using Fairlead.Linux;

namespace Fairlead.Bpf.Extended;

/// <summary>BPF_MAP_TYPE_LPM_TRIE: the longest prefix that covers a key is found. Bits behind it count for nothing.</summary>
internal sealed class LpmStore : KeyedStore
{
    private readonly Dictionary<byte[], byte[]> _entries = new(BytesComparer.Instance);
    private readonly Dictionary<byte[], byte[]>.AlternateLookup<ReadOnlySpan<byte>> _byKey;
    private readonly int[] _ofLength;
    private readonly byte[] _prefix;

    public LpmStore(MapDefinition definition)
        : base(definition)
    {
        _byKey = _entries.GetAlternateLookup<ReadOnlySpan<byte>>();
        _prefix = new byte[definition.KeySize];
        _ofLength = new int[MaxLength + 1];
    }

    public override IEnumerable<KeyValuePair<byte[], byte[]>> Entries => _entries;

    private int MaxLength => (Definition.KeySize - sizeof(uint)) * 8;

    public override ArraySegment<byte> Find(ReadOnlySpan<byte> key)
    {
        if (LengthOf(key) > MaxLength) return default;
        for (int length = (int)LengthOf(key); length >= 0; length--)
        {
            if (_ofLength[length] > 0 && _byKey.TryGetValue(Prefix(key, length), out byte[]? value)) return value;
        }

        return default;
    }

    public override int Update(ReadOnlySpan<byte> key, ReadOnlySpan<byte> value, ulong flags)
    {
        if (LengthOf(key) > MaxLength) return -(int)Errno.EINVAL;
        ReadOnlySpan<byte> prefix = Prefix(key, (int)LengthOf(key));
        bool exists = _byKey.ContainsKey(prefix);
        int error = CheckFlags(flags, exists);
        if (error != 0) return error;
        if (!exists && _entries.Count == Definition.MaxEntries) return -(int)Errno.ENOSPC;
        if (!exists) _ofLength[LengthOf(key)]++;
        _byKey[prefix] = value.ToArray();
        return 0;
    }

    public override int Delete(ReadOnlySpan<byte> key)
    {
        if (LengthOf(key) > MaxLength) return -(int)Errno.EINVAL;
        if (!_byKey.Remove(Prefix(key, (int)LengthOf(key)))) return -(int)Errno.ENOENT;
        _ofLength[LengthOf(key)]--;
        return 0;
    }

    private static uint LengthOf(ReadOnlySpan<byte> key) => MemoryMarshal.Read<uint>(key);

    /// <summary>The first bits of a key, the others 0; valid until the next call.</summary>
    private ReadOnlySpan<byte> Prefix(ReadOnlySpan<byte> key, int length)
    {
        key.CopyTo(_prefix);
        MemoryMarshal.Write(_prefix, length);
        Span<byte> data = _prefix.AsSpan(sizeof(uint));
        int whole = length / 8;
        if (whole == data.Length) return _prefix;
        data[whole] &= (byte)(0xff00 >> (length % 8));
        data[(whole + 1)..].Clear();
        return _prefix;
    }
}
