using Fairlead.Linux;

namespace Fairlead.Bpf.Extended;

/// <summary>The content of a map.</summary>
internal abstract class MapStore(MapDefinition definition)
{
    private const uint BPF_F_RDONLY_PROG = 1 << 7;

    public MapDefinition Definition { get; } = definition;

    /// <summary>Whether programs may only read it.</summary>
    public bool ReadOnly => (Definition.Flags & BPF_F_RDONLY_PROG) != 0;

    /// <summary>An empty map.</summary>
    /// <exception cref="BpfException">The kernel would not make it.</exception>
    public static MapStore Create(MapDefinition map)
    {
        if (!IsSound(map)) throw new BpfException($"the kernel makes no map '{map}': {map.Kind} with these sizes and flags");
        return map.Kind switch
        {
            MapKind.Array => new ArrayStore(map),
            MapKind.LpmTrie => new LpmStore(map),
            MapKind.SkStorage => new SocketStore(map),
            MapKind.RingBuf => new RingStore(map),
            _ => new HashStore(map),
        };
    }

    private static bool IsSound(MapDefinition map)
    {
        bool allocates = (map.Flags & MapDefinition.BPF_F_NO_PREALLOC) != 0;
        bool holdsValues = map is { ValueSize: > 0, MaxEntries: > 0 };
        return map.Kind switch
        {
            MapKind.Hash => holdsValues && map.KeySize > 0,
            MapKind.LruHash => holdsValues && map.KeySize > 0 && !allocates,
            MapKind.Array => holdsValues && map.KeySize == sizeof(uint) && !allocates,
            MapKind.LpmTrie => holdsValues && map.KeySize is > sizeof(uint) and <= sizeof(uint) + 256 && allocates,
            MapKind.SkStorage => map is { KeySize: sizeof(int), ValueSize: > 0, MaxEntries: 0 } && allocates,
            MapKind.RingBuf => map is { KeySize: 0, ValueSize: 0 } && map.MaxEntries >= Environment.SystemPageSize
                && int.IsPow2(map.MaxEntries),
            _ => false,
        };
    }
}

/// <summary>A map that is asked by key.</summary>
internal abstract class KeyedStore(MapDefinition definition) : MapStore(definition)
{
    private const ulong BPF_NOEXIST = 1;
    private const ulong BPF_EXIST = 2;

    /// <summary>The keys and values, in no certain order.</summary>
    public abstract IEnumerable<KeyValuePair<byte[], byte[]>> Entries { get; }

    /// <summary>The value itself, not a copy; without an array where there is none.</summary>
    public abstract ArraySegment<byte> Find(ReadOnlySpan<byte> key);

    /// <summary>0, or a negated errno.</summary>
    public abstract int Update(ReadOnlySpan<byte> key, ReadOnlySpan<byte> value, ulong flags);

    /// <summary>0, or a negated errno.</summary>
    public abstract int Delete(ReadOnlySpan<byte> key);

    protected static int CheckFlags(ulong flags, bool exists) => (flags, exists) switch
    {
        ( > BPF_EXIST, _) => -(int)Errno.EINVAL,
        (BPF_NOEXIST, true) => -(int)Errno.EEXIST,
        (BPF_EXIST, false) => -(int)Errno.ENOENT,
        _ => 0,
    };
}
