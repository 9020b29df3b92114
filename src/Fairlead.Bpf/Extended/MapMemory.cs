namespace Fairlead.Bpf.Extended;

/// <summary>The maps of programs that <see cref="Interpreter"/> runs: programs share them, and they outlive a run.</summary>
public sealed class MapMemory
{
    private readonly Dictionary<MapDefinition, MapStore> _stores = [];

    /// <summary>Sets the value of a key, as bpf(2) does.</summary>
    /// <exception cref="BpfException">The map has no such entry, or no room.</exception>
    public void Set(MapDefinition map, ReadOnlySpan<byte> key, ReadOnlySpan<byte> value)
    {
        CheckSize(map, "key", key.Length, map.KeySize);
        CheckSize(map, "value", value.Length, map.ValueSize);
        int error = Keyed(map).Update(key, value, flags: 0);
        if (error != 0) throw new BpfException($"map '{map}' does not take the entry: errno {-error}");
    }

    /// <summary>A copy of the value of a key; null: there is none.</summary>
    public byte[]? Get(MapDefinition map, ReadOnlySpan<byte> key)
    {
        CheckSize(map, "key", key.Length, map.KeySize);
        ArraySegment<byte> value = Keyed(map).Find(key);
        return value.Array is null ? null : value.ToArray();
    }

    /// <summary>Removes a key. Whether it was there.</summary>
    public bool Delete(MapDefinition map, ReadOnlySpan<byte> key)
    {
        CheckSize(map, "key", key.Length, map.KeySize);
        return Keyed(map).Delete(key) == 0;
    }

    /// <summary>The keys and values, in no certain order.</summary>
    public KeyValuePair<byte[], byte[]>[] Entries(MapDefinition map) => [.. Keyed(map).Entries];

    /// <summary>Sets the value of a socket: of the array of <see cref="KernelAnswers.Socket"/>.</summary>
    public void SetStorage(MapDefinition map, byte[] socket, ReadOnlySpan<byte> value)
    {
        CheckSize(map, "value", value.Length, map.ValueSize);
        SocketStore store = Storage(map);
        value.CopyTo(store.Find(socket) ?? store.Create(socket));
    }

    /// <summary>A copy of the value of a socket; null: there is none.</summary>
    public byte[]? GetStorage(MapDefinition map, byte[] socket) => (byte[]?)Storage(map).Find(socket)?.Clone();

    /// <summary>Takes the records of a ring buffer, the oldest first, which makes room for new ones.</summary>
    public byte[][] Drain(MapDefinition map) =>
        Store(map) is RingStore store ? store.Drain() : throw new BpfException($"map '{map}' is no ring buffer");

    internal MapStore Store(MapDefinition map)
    {
        if (!_stores.TryGetValue(map, out MapStore? store)) _stores.Add(map, store = MapStore.Create(map));
        return store;
    }

    private static void CheckSize(MapDefinition map, string what, int actual, int expected)
    {
        if (actual == expected) return;
        throw new BpfException($"a {what} of {actual} bytes for map '{map}', whose {what}s have {expected}");
    }

    private KeyedStore Keyed(MapDefinition map) =>
        Store(map) as KeyedStore ?? throw new BpfException($"map '{map}' has no keys: it is a {map.Kind}");

    private SocketStore Storage(MapDefinition map) =>
        Store(map) as SocketStore ?? throw new BpfException($"map '{map}' is no storage of sockets");
}
