using Fairlead.Linux;

namespace Fairlead.Bpf.Extended;

/// <summary>BPF_MAP_TYPE_HASH and BPF_MAP_TYPE_LRU_HASH.</summary>
/// <remarks>The kernel's LRU map is approximate and drops some entries before it is full; here it is exact.</remarks>
internal sealed class HashStore : KeyedStore
{
    private readonly Dictionary<byte[], Entry> _entries = new(BytesComparer.Instance);
    private readonly Dictionary<byte[], Entry>.AlternateLookup<ReadOnlySpan<byte>> _byKey;
    private long _clock;

    public HashStore(MapDefinition definition)
        : base(definition) => _byKey = _entries.GetAlternateLookup<ReadOnlySpan<byte>>();

    public override IEnumerable<KeyValuePair<byte[], byte[]>> Entries =>
        _entries.Select(entry => KeyValuePair.Create(entry.Key, entry.Value.Value));

    public override ArraySegment<byte> Find(ReadOnlySpan<byte> key)
    {
        if (!_byKey.TryGetValue(key, out Entry? entry)) return default;
        entry.Used = ++_clock;
        return entry.Value;
    }

    public override int Update(ReadOnlySpan<byte> key, ReadOnlySpan<byte> value, ulong flags)
    {
        bool exists = _byKey.TryGetValue(key, out Entry? entry);
        int error = CheckFlags(flags, exists);
        if (error != 0) return error;
        if (!exists && _entries.Count == Definition.MaxEntries && !Evict()) return -(int)Errno.E2BIG;
        entry ??= _byKey.Dictionary[key.ToArray()] = new Entry(new byte[value.Length]);
        value.CopyTo(entry.Value);
        entry.Used = ++_clock;
        return 0;
    }

    public override int Delete(ReadOnlySpan<byte> key) => _byKey.Remove(key) ? 0 : -(int)Errno.ENOENT;

    private bool Evict() =>
        Definition.Kind == MapKind.LruHash && _entries.Remove(_entries.MinBy(entry => entry.Value.Used).Key);

    private sealed class Entry(byte[] value)
    {
        public byte[] Value { get; } = value;

        public long Used { get; set; }
    }
}
