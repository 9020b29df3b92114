using System.Net;
using Fairlead.Bpf.Extended;

namespace Fairlead.Bpf.Tests.Extended;

public class MapMemoryTests
{
    private readonly MapMemory _maps = new();

    /// <summary>Definitions that BPF_MAP_CREATE refuses.</summary>
    public static TheoryData<MapKind, int, int, int, uint> Unsound { get; } = new()
    {
        { MapKind.Hash, 0, 8, 1, 0 },
        { MapKind.Hash, 4, 0, 1, 0 },
        { MapKind.Hash, 4, 8, 0, 0 },
        { MapKind.LruHash, 4, 8, 1, MapDefinition.BPF_F_NO_PREALLOC },
        { MapKind.Array, 8, 8, 1, 0 },
        { MapKind.Array, 4, 8, 1, MapDefinition.BPF_F_NO_PREALLOC },
        { MapKind.LpmTrie, 8, 8, 1, 0 },
        { MapKind.LpmTrie, 4, 8, 1, MapDefinition.BPF_F_NO_PREALLOC },
        { MapKind.LpmTrie, 261, 8, 1, MapDefinition.BPF_F_NO_PREALLOC },
        { MapKind.SkStorage, 4, 8, 0, 0 },
        { MapKind.SkStorage, 8, 8, 0, MapDefinition.BPF_F_NO_PREALLOC },
        { MapKind.SkStorage, 4, 8, 1, MapDefinition.BPF_F_NO_PREALLOC },
        { MapKind.RingBuf, 0, 0, 4095, 0 },
        { MapKind.RingBuf, 0, 0, 12288, 0 },
        { MapKind.RingBuf, 4, 0, 4096, 0 },
        { (MapKind)3, 4, 8, 1, 0 },
    };

    [Fact]
    public void Hash_keeps_entries_until_they_are_deleted_or_it_is_full()
    {
        MapDefinition map = new("map", MapKind.Hash, 2, 1, 2);
        _maps.Set(map, [1, 0], [10]);
        _maps.Set(map, [2, 0], [20]);
        _maps.Set(map, [1, 0], [11]);
        Assert.Equal([11], _maps.Get(map, [1, 0]));
        Assert.Null(_maps.Get(map, [0, 1]));
        AssertRefused("map 'map' does not take the entry: errno 7", () => _maps.Set(map, [3, 0], [30]));
        Assert.True(_maps.Delete(map, [1, 0]));
        Assert.False(_maps.Delete(map, [1, 0]));
        _maps.Set(map, [3, 0], [30]);
        Assert.Equal(["0200=14", "0300=1E"], Entries(map));
    }

    [Fact]
    public void Lru_hash_drops_what_was_used_longest_ago()
    {
        MapDefinition map = new("map", MapKind.LruHash, 1, 1, 3);
        for (byte key = 1; key <= 3; key++) _maps.Set(map, [key], [key]);
        _maps.Get(map, [1]);
        _maps.Set(map, [4], [4]);
        _maps.Set(map, [3], [5]);
        _maps.Set(map, [6], [6]);
        Assert.Equal(["03=05", "04=04", "06=06"], Entries(map));
    }

    [Fact]
    public void Array_has_all_its_entries_from_the_start()
    {
        MapDefinition map = new("map", MapKind.Array, 4, 1, 2);
        _maps.Set(map, [1, 0, 0, 0], [7]);
        Assert.Equal(["00000000=00", "01000000=07"], Entries(map));
        Assert.Null(_maps.Get(map, [2, 0, 0, 0]));
        Assert.False(_maps.Delete(map, [1, 0, 0, 0]));
        AssertRefused("map 'map' does not take the entry: errno 7", () => _maps.Set(map, [2, 0, 0, 0], [7]));
    }

    [Theory]
    [InlineData("10.17.24.14", 32, 5)]
    [InlineData("10.17.24.15", 32, 4)]
    [InlineData("10.17.25.14", 32, 3)]
    [InlineData("10.18.0.0", 32, 2)]
    [InlineData("11.0.0.0", 32, 1)]
    [InlineData("10.17.24.14", 24, 4)]
    [InlineData("10.17.24.14", 23, 3)]
    [InlineData("10.17.24.14", 0, 1)]
    [InlineData("10.17.24.14", 33, null)]
    public void Trie_finds_the_longest_prefix(string address, int length, int? expected)
    {
        MapDefinition map = new("map", MapKind.LpmTrie, 8, 1, 8, MapDefinition.BPF_F_NO_PREALLOC);
        _maps.Set(map, Prefix("1.2.3.4", 0), [1]);
        _maps.Set(map, Prefix("10.99.0.0", 8), [2]);
        _maps.Set(map, Prefix("10.17.0.0", 16), [3]);
        _maps.Set(map, Prefix("10.17.24.0", 24), [4]);
        _maps.Set(map, Prefix("10.17.24.14", 32), [5]);
        Assert.Equal(expected is null ? null : [(byte)expected], _maps.Get(map, Prefix(address, length)));
    }

    [Fact]
    public void Trie_falls_back_to_shorter_prefixes_as_longer_ones_go()
    {
        MapDefinition map = new("map", MapKind.LpmTrie, 8, 1, 2, MapDefinition.BPF_F_NO_PREALLOC);
        _maps.Set(map, Prefix("10.0.0.0", 8), [1]);
        _maps.Set(map, Prefix("10.1.0.0", 13), [2]);
        AssertRefused("map 'map' does not take the entry: errno 28", () => _maps.Set(map, Prefix("11.0.0.0", 8), [3]));
        Assert.Equal([2], _maps.Get(map, Prefix("10.7.255.255", 32)));
        Assert.False(_maps.Delete(map, Prefix("10.1.0.0", 12)));
        Assert.True(_maps.Delete(map, Prefix("10.7.0.0", 13)));
        Assert.Equal([1], _maps.Get(map, Prefix("10.7.255.255", 32)));
    }

    [Theory]
    [MemberData(nameof(Unsound))]
    public void Map_that_no_kernel_makes_is_refused(MapKind kind, int keySize, int valueSize, int entries, uint flags) =>
        AssertRefused(
            $"the kernel makes no map 'map': {kind} with these sizes and flags",
            () => _maps.Entries(new MapDefinition("map", kind, keySize, valueSize, entries, flags)));

    [Fact]
    public void Wrong_sizes_and_kinds_are_refused()
    {
        MapDefinition hash = new("hash", MapKind.Hash, 4, 8, 1), ring = new("ring", MapKind.RingBuf, 0, 0, 4096);
        AssertRefused("a key of 3 bytes for map 'hash', whose keys have 4", () => _maps.Get(hash, new byte[3]));
        AssertRefused("a value of 9 bytes for map 'hash', whose values have 8", () => _maps.Set(hash, new byte[4], new byte[9]));
        AssertRefused("map 'hash' is no ring buffer", () => _maps.Drain(hash));
        AssertRefused("map 'hash' is no storage of sockets", () => _maps.GetStorage(hash, []));
        AssertRefused("map 'ring' has no keys: it is a RingBuf", () => _maps.Get(ring, []));
    }

    private static byte[] Prefix(string address, int length) =>
        [.. BitConverter.GetBytes(length), .. IPAddress.Parse(address).GetAddressBytes()];

    private string[] Entries(MapDefinition map) =>
        [.. _maps.Entries(map).Select(e => $"{Convert.ToHexString(e.Key)}={Convert.ToHexString(e.Value)}").Order()];

    private static void AssertRefused(string message, Action action) =>
        Assert.Equal(message, Assert.Throws<BpfException>(action).Message);
}
