namespace Fairlead.Bpf.Extended;

/// <summary>enum bpf_map_type of linux/bpf.h: the kinds that are used here.</summary>
public enum MapKind
{
    /// <summary>BPF_MAP_TYPE_HASH</summary>
    Hash = 1,

    /// <summary>BPF_MAP_TYPE_ARRAY</summary>
    Array = 2,

    /// <summary>BPF_MAP_TYPE_LRU_HASH: the entry that was used longest ago goes when the map is full.</summary>
    LruHash = 9,

    /// <summary>BPF_MAP_TYPE_LPM_TRIE: the key begins with a u32, the prefix length in bits; the longest prefix is found.</summary>
    LpmTrie = 11,

    /// <summary>BPF_MAP_TYPE_SOCKMAP: sockets by number; an entry is gone when its socket is.</summary>
    SockMap = 15,

    /// <summary>BPF_MAP_TYPE_SK_STORAGE: one value for each socket, freed with it.</summary>
    SkStorage = 24,

    /// <summary>BPF_MAP_TYPE_RINGBUF: records from programs to one reader.</summary>
    RingBuf = 27,
}

/// <summary>A map that programs use, before the kernel has made it.</summary>
/// <param name="name">Up to 15 letters, digits and underscores: what bpftool(8) shows.</param>
/// <param name="kind">Its kind.</param>
/// <param name="keySize">The bytes of a key; 0 for a ring buffer.</param>
/// <param name="valueSize">The bytes of a value; 0 for a ring buffer.</param>
/// <param name="maxEntries">How many entries it holds; for a ring buffer its bytes, a power of two of at least a page.</param>
/// <param name="flags">BPF_F_ constants of linux/bpf.h.</param>
/// <remarks>Two maps are the same only if they are one object: a definition is a map's identity until it is loaded.</remarks>
public sealed class MapDefinition(string name, MapKind kind, int keySize, int valueSize, int maxEntries, uint flags = 0)
{
    /// <summary>Entries are allocated as they are added; BPF_MAP_TYPE_LPM_TRIE and BPF_MAP_TYPE_SK_STORAGE demand it.</summary>
    public const uint BPF_F_NO_PREALLOC = 1;

    /// <summary>BPF_MAP_TYPE_SK_STORAGE: an accepted socket gets a copy of its listener's value.</summary>
    public const uint BPF_F_CLONE = 1 << 9;

    /// <summary>What bpftool(8) shows.</summary>
    public string Name { get; } = name;

    /// <summary>Its kind.</summary>
    public MapKind Kind { get; } = kind;

    /// <summary>The bytes of a key.</summary>
    public int KeySize { get; } = keySize;

    /// <summary>The bytes of a value.</summary>
    public int ValueSize { get; } = valueSize;

    /// <summary>How many entries it holds.</summary>
    public int MaxEntries { get; } = maxEntries;

    /// <summary>BPF_F_ constants.</summary>
    public uint Flags { get; } = flags;

    /// <inheritdoc/>
    public override string ToString() => Name;
}
