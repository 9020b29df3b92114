using Fairlead.Bpf.Extended;
using Fairlead.Linux;
using static Fairlead.Linux.BpfConstants;

namespace Fairlead.Engines.Cgroup.Kernel;

/// <summary>A map in the kernel. It lives as long as this, or as long as a program that uses it.</summary>
public sealed unsafe class LoadedMap : IDisposable
{
    private LoadedMap(MapDefinition definition, int descriptor) => (Definition, Descriptor) = (definition, descriptor);

    /// <summary>What it was made from, or how the kernel describes it.</summary>
    public MapDefinition Definition { get; }

    /// <summary>The descriptor, closed on exec; -1 once it is closed.</summary>
    public int Descriptor { get; private set; }

    /// <summary>The number under which the kernel keeps it.</summary>
    public uint Id
    {
        get
        {
            bpf_map_info info = default;
            BpfCall.Check(BpfCall.Info(Descriptor, &info, sizeof(bpf_map_info)), "BPF_OBJ_GET_INFO_BY_FD", Definition.Name);
            return info.id;
        }
    }

    /// <summary>Makes an empty map.</summary>
    public static LoadedMap Create(MapDefinition map)
    {
        int types = map.Kind == MapKind.SkStorage ? LoadTypes(map) : -1;
        bpf_attr attr = default;
        attr.map_type = (uint)map.Kind;
        attr.key_size = (uint)map.KeySize;
        attr.value_size = (uint)map.ValueSize;
        attr.max_entries = (uint)map.MaxEntries;
        attr.map_flags = map.Flags;
        BpfCall.WriteName(attr.map_name, map.Name);
        if (types >= 0)
        {
            attr.btf_fd = types;
            attr.btf_key_type_id = StorageBtf.KeyType;
            attr.btf_value_type_id = StorageBtf.ValueType;
        }
        var created = Libc.bpf(BPF_MAP_CREATE, &attr);
        if (types >= 0) _ = Libc.close(types);
        return new LoadedMap(map, BpfCall.Check(created, "BPF_MAP_CREATE", Describe(map), AdviceOf(map, created.Errno)));
    }

    /// <summary>Makes a map and fills it.</summary>
    public static LoadedMap Load(MapImage image)
    {
        var map = Create(image.Map);
        try
        {
            map.Fill(image);
            return map;
        }
        catch
        {
            map.Dispose();
            throw;
        }
    }

    /// <summary>Opens a map of another process by its number; the kernel demands CAP_SYS_ADMIN.</summary>
    public static LoadedMap Open(uint id)
    {
        bpf_attr attr = default;
        attr.map_id = id;
        var opened = Libc.bpf(BPF_MAP_GET_FD_BY_ID, &attr);
        int descriptor = BpfCall.Check(opened, "BPF_MAP_GET_FD_BY_ID", $"map {id}", BpfCall.OpenAdvice(opened.Errno));
        bpf_map_info info = default;
        BpfCall.Check(BpfCall.Info(descriptor, &info, sizeof(bpf_map_info)), "BPF_OBJ_GET_INFO_BY_FD", $"map {id}");
        var map = new MapDefinition(BpfCall.ReadName(info.name), (MapKind)info.type, (int)info.key_size,
            (int)info.value_size, (int)info.max_entries, info.map_flags);
        return new LoadedMap(map, descriptor);
    }

    /// <summary>The same map under another descriptor, for programs that know it by the definition.</summary>
    internal LoadedMap Duplicate(MapDefinition definition) => new(
        definition, LinuxException.Check(Libc.fcntl(Descriptor, FcntlConstants.F_DUPFD_CLOEXEC), $"copy of map {Definition.Name}"));

    /// <summary>Adds an entry, or changes it.</summary>
    public void Update(ReadOnlySpan<byte> key, ReadOnlySpan<byte> value)
    {
        Demand(key.Length == Definition.KeySize && value.Length == Definition.ValueSize);
        fixed (byte* k = key, v = value) Update(k, v);
    }

    /// <summary>Adds an entry, or changes it; E2BIG: the map is full.</summary>
    public Errno TryUpdate(ReadOnlySpan<byte> key, ReadOnlySpan<byte> value)
    {
        Demand(key.Length == Definition.KeySize && value.Length == Definition.ValueSize);
        fixed (byte* k = key, v = value)
        {
            var attr = new bpf_attr { map_fd = Descriptor, key = k, value = v, flags = BPF_ANY };
            return Libc.bpf(BPF_MAP_UPDATE_ELEM, &attr).Errno;
        }
    }

    /// <summary>Reads an entry; false where there is none.</summary>
    public bool TryLookup(ReadOnlySpan<byte> key, Span<byte> value)
    {
        Demand(key.Length == Definition.KeySize && value.Length == Definition.ValueSize);
        fixed (byte* k = key, v = value) return Found(BPF_MAP_LOOKUP_ELEM, "BPF_MAP_LOOKUP_ELEM", k, v);
    }

    /// <summary>Removes an entry; false where there was none.</summary>
    public bool Delete(ReadOnlySpan<byte> key)
    {
        Demand(key.Length == Definition.KeySize);
        fixed (byte* k = key) return Found(BPF_MAP_DELETE_ELEM, "BPF_MAP_DELETE_ELEM", k, null);
    }

    /// <summary>The key behind a key, in no order; of an empty span the first one. False at the end.</summary>
    public bool TryNextKey(ReadOnlySpan<byte> key, Span<byte> next)
    {
        Demand(key.Length is 0 || key.Length == Definition.KeySize);
        Demand(next.Length == Definition.KeySize);
        fixed (byte* k = key, n = next) return Found(BPF_MAP_GET_NEXT_KEY, "BPF_MAP_GET_NEXT_KEY", k, n);
    }

    /// <summary>Lets no process change it any more; programs still may.</summary>
    public void Freeze()
    {
        bpf_attr attr = default;
        attr.map_fd = Descriptor;
        BpfCall.Check(Libc.bpf(BPF_MAP_FREEZE, &attr), "BPF_MAP_FREEZE", Definition.Name);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        // Once: by the next time, the number may belong to something else.
        if (Descriptor >= 0) _ = Libc.close(Descriptor);
        Descriptor = -1;
    }

    // One call for all entries. Not every kind of map has it in every kernel (the trie since Linux 5.17), and where an
    // entry is refused, its own call says why: then one by one.
    private void Fill(MapImage image)
    {
        if (image.Count == 0) return;
        Demand(image.Keys.Length == image.Count * Definition.KeySize);
        Demand(image.Values.Length == image.Count * Definition.ValueSize);
        fixed (byte* keys = image.Keys, values = image.Values)
        {
            bpf_attr attr = default;
            attr.batch = new bpf_attr_batch { keys = keys, values = values, count = (uint)image.Count, map_fd = Descriptor };
            if (Libc.bpf(BPF_MAP_UPDATE_BATCH, &attr).Ok) return;
            for (nint i = 0; i < image.Count; i++)
                Update(keys + (i * Definition.KeySize), values + (i * Definition.ValueSize));
        }
    }

    private void Update(byte* key, byte* value)
    {
        var attr = new bpf_attr { map_fd = Descriptor, key = key, value = value, flags = BPF_ANY };
        var updated = Libc.bpf(BPF_MAP_UPDATE_ELEM, &attr);
        BpfCall.Check(updated, "BPF_MAP_UPDATE_ELEM", Definition.Name, AdviceOf(Definition, updated.Errno));
    }

    private bool Found(int command, string name, byte* key, byte* value)
    {
        var attr = new bpf_attr { map_fd = Descriptor, key = key, value = value };
        var result = Libc.bpf(command, &attr);
        if (result.Errno == Errno.ENOENT) return false;
        BpfCall.Check(result, name, Definition.Name);
        return true;
    }

    private void Demand(bool fits)
    {
        if (!fits) throw new ArgumentException($"an entry of another size than those of {Describe(Definition)}");
    }

    private static int LoadTypes(MapDefinition map)
    {
        var types = StorageBtf.Build(map.ValueSize);
        fixed (byte* p = types)
        {
            var attr = new bpf_attr { btf = p, btf_size = (uint)types.Length };
            return BpfCall.Check(Libc.bpf(BPF_BTF_LOAD, &attr), "BPF_BTF_LOAD", map.Name);
        }
    }

    private static string Describe(MapDefinition map) =>
        $"{map.Kind} {map.Name}: {map.MaxEntries} entries of {map.KeySize} + {map.ValueSize} bytes";

    private static string? AdviceOf(MapDefinition map, Errno errno) => errno switch
    {
        Errno.EINVAL => "this kernel does not know the kind of map, or forbids its sizes; please report it",
        Errno.E2BIG => $"more than {map.MaxEntries} entries: use fewer rules",
        _ => null,
    };
}
