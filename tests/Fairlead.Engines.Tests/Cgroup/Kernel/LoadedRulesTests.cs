using System.Diagnostics;
using System.Net;
using System.Runtime.InteropServices;
using Fairlead.Bpf.Extended;
using Fairlead.Engines.Cgroup;
using Fairlead.Engines.Cgroup.Kernel;
using Fairlead.Linux;

namespace Fairlead.Engines.Tests.Cgroup.Kernel;

public class LoadedRulesTests(ITestOutputHelper output)
{
    private static readonly byte[] s_loopback = [127, 0, 0, 1];

    [Fact]
    public void Programs_use_the_maps_with_their_first_entries()
    {
        var map = new MapDefinition("denied", MapKind.Hash, 4, 4, 8);
        var rules = new CompiledRules(
            [MapImage.Empty(new MapDefinition("other", MapKind.Hash, 4, 4, 8)), new(map, 1, s_loopback, new byte[4])],
            [SamplePrograms.DenyListed(Hook.Connect4, map)]);
        using var cgroup = new TestCgroup();
        using var loaded = LoadedRules.Load(rules);
        cgroup.Attach(loaded.Programs[0]);
        Assert.Contains("Operation not permitted", cgroup.Connect(1));
        Assert.True(loaded.Map(map).Delete(s_loopback));
        Assert.Contains("Connection refused", cgroup.Connect(1));
    }

    [Fact]
    public void Bound_map_lives_as_long_as_the_programs()
    {
        using var cgroup = new TestCgroup();
        uint id;
        using (var loaded = LoadedRules.Load(new CompiledRules([], [SamplePrograms.Pass(Hook.Bind4)])))
        {
            using var text = LoadedMap.Create(new MapDefinition("text", MapKind.Array, 4, 100, 1));
            text.Update(new byte[4], Enumerable.Repeat((byte)'x', 100).ToArray());
            loaded.BindMap(text);
            cgroup.Attach(loaded.Programs[0]);
            id = text.Id;
        }
        var program = AttachedProgram.Find(Assert.Single(cgroup.Query(Hook.Bind4)))!;
        Assert.Equal([id], program.MapIds);
        var value = new byte[100];
        using (var found = LoadedMap.Open(id))
        {
            var definition = found.Definition;
            Assert.Equal(("text", MapKind.Array, 100), (definition.Name, definition.Kind, definition.ValueSize));
            Assert.True(found.TryLookup(new byte[4], value));
            Assert.All(value, b => Assert.Equal((byte)'x', b));
        }
        cgroup.Dispose();
        Assert.True(SpinWait.SpinUntil(() => IsGone(id), TimeSpan.FromSeconds(5)));
    }

    [Fact]
    public void Nothing_stays_open_where_one_program_is_refused()
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "loading programs needs root");
        var map = new MapDefinition("half_loaded", MapKind.Hash, 4, 4, 8191);
        var good = new CompiledRules([MapImage.Empty(map)], [SamplePrograms.Pass(Hook.Bind4)]);
        using (LoadedRules.Load(good)) Assert.True(IsOpen(map));
        var error = Assert.Throws<LinuxException>(() => LoadedRules.Load(
            good with { Programs = [SamplePrograms.Pass(Hook.Bind4), SamplePrograms.Invalid(Hook.Connect4)] }));
        Assert.Contains("fl_connect4", error.Message);
        Assert.False(IsOpen(map));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(50_000)]
    public void Refusal_shows_the_end_of_the_verifiers_log(int length)
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "loading programs needs root");
        var error = Assert.Throws<LinuxException>(() => SamplePrograms.Load(SamplePrograms.Invalid(Hook.Connect4, length)));
        Assert.Equal(Errno.EACCES, error.Errno);
        Assert.Contains("bpf(BPF_PROG_LOAD, fl_connect4): EACCES", error.Message);
        Assert.Contains("R0 !read_ok", error.Message);
        Assert.Contains("`fairlead plan -v`", error.Message);
        Assert.InRange(error.Message.Split('\n').Length, 3, 21);
        output.WriteLine(error.Message);
    }

    [Fact]
    public void Ten_thousand_entries_are_loaded_and_found()
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "loading maps needs root");
        const int count = 10_000;
        const uint noPrealloc = MapDefinition.BPF_F_NO_PREALLOC;
        Fill(new MapDefinition("hash", MapKind.Hash, 8, 8, count), count, prefixLength: null);
        Fill(new MapDefinition("hash_dynamic", MapKind.Hash, 8, 8, count, noPrealloc), count, prefixLength: null);
        Fill(new MapDefinition("trie", MapKind.LpmTrie, 8, 8, count, noPrealloc), count, prefixLength: 32);
    }

    [Fact]
    public void Frozen_map_is_read_only()
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "loading maps needs root");
        using var map = LoadedMap.Create(new MapDefinition("frozen", MapKind.Array, 4, 4, 1));
        map.Update(new byte[4], [1, 2, 3, 4]);
        map.Freeze();
        Assert.Throws<LinuxException>(() => map.Update(new byte[4], [5, 6, 7, 8]));
        var value = new byte[4];
        Assert.True(map.TryLookup(new byte[4], value));
        Assert.Equal([1, 2, 3, 4], value);
    }

    [Fact]
    public void Map_that_overflows_is_an_error_that_says_so()
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "loading maps needs root");
        var image = new MapImage(new MapDefinition("small", MapKind.Hash, 1, 1, 2), 3, [1, 2, 3], [1, 2, 3]);
        var error = Assert.Throws<LinuxException>(() => LoadedMap.Load(image));
        Assert.Equal(Errno.E2BIG, error.Errno);
        Assert.Contains("more than 2 entries", error.Message);
        Assert.Throws<ArgumentException>(() => LoadedMap.Load(image with { Values = [1, 2] }));
    }

    private void Fill(MapDefinition definition, int count, uint? prefixLength)
    {
        var image = new MapImage(definition, count, new byte[8 * count], new byte[8 * count]);
        for (var i = 0; i < count; i++)
        {
            MemoryMarshal.Write(image.Keys.AsSpan(8 * i), prefixLength ?? 7);
            MemoryMarshal.Write(image.Keys.AsSpan((8 * i) + 4), IPAddress.HostToNetworkOrder(i << 8));
            MemoryMarshal.Write(image.Values.AsSpan(8 * i), (long)i);
        }
        var start = Stopwatch.GetTimestamp();
        using var map = LoadedMap.Load(image);
        output.WriteLine($"{definition.Name}: {Stopwatch.GetElapsedTime(start).TotalMilliseconds:F2} ms");
        var value = new byte[8];
        for (var i = 0; i < count; i++)
        {
            Assert.True(map.TryLookup(image.Keys.AsSpan(8 * i, 8), value));
            Assert.Equal(i, BitConverter.ToInt64(value));
        }
    }

    private static bool IsGone(uint map)
    {
        try
        {
            LoadedMap.Open(map).Dispose();
            return false;
        }
        catch (LinuxException gone) when (gone.Errno == Errno.ENOENT)
        {
            return true;
        }
    }

    // Whether a descriptor of this process is a map with as many entries, which no other test uses.
    private static bool IsOpen(MapDefinition map)
    {
        foreach (var file in Directory.GetFiles("/proc/self/fdinfo"))
        {
            try
            {
                if (File.ReadLines(file).Contains($"max_entries:\t{map.MaxEntries}")) return true;
            }
            catch (IOException)
            {
                // Closed by another test meanwhile.
            }
        }
        return false;
    }
}
