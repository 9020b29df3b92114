using Fairlead.Bpf.Extended;
using Fairlead.Linux;
using Microsoft.Win32.SafeHandles;
using static Fairlead.Linux.BpfConstants;

namespace Fairlead.Bpf.Tests.Extended;

/// <summary>Maps of the kernel, made as programs come to name them.</summary>
internal sealed unsafe class KernelMaps : IDisposable
{
    private readonly Dictionary<MapDefinition, SafeFileHandle> _maps = [];

    public int Descriptor(MapDefinition map)
    {
        if (!_maps.TryGetValue(map, out SafeFileHandle? descriptor)) _maps.Add(map, descriptor = Create(map));
        return (int)descriptor.DangerousGetHandle();
    }

    public void Dispose()
    {
        foreach (SafeFileHandle descriptor in _maps.Values) descriptor.Dispose();
    }

    private static SafeFileHandle Create(MapDefinition map)
    {
        bpf_attr attr = new()
        {
            map_type = (uint)map.Kind,
            key_size = (uint)map.KeySize,
            value_size = (uint)map.ValueSize,
            max_entries = (uint)map.MaxEntries,
            map_flags = map.Flags,
        };
        using SafeFileHandle? types = map.Kind == MapKind.SkStorage ? StorageTypes(map.ValueSize) : null;
        if (types is not null)
        {
            attr.btf_fd = (int)types.DangerousGetHandle();
            attr.btf_key_type_id = StorageBtf.KeyType;
            attr.btf_value_type_id = StorageBtf.ValueType;
        }

        return Call(BPF_MAP_CREATE, &attr, $"BPF_MAP_CREATE of a {map.Kind}");
    }

    private static SafeFileHandle StorageTypes(int valueSize)
    {
        fixed (byte* types = StorageBtf.Build(valueSize))
        {
            bpf_attr attr = new() { btf = types, btf_size = (uint)StorageBtf.Build(valueSize).Length };
            return Call(BPF_BTF_LOAD, &attr, "BPF_BTF_LOAD");
        }
    }

    private static SafeFileHandle Call(int command, bpf_attr* attr, string what)
    {
        SysResult result = Libc.bpf(command, attr);
        Assert.True(result.Ok, $"{what}: {result.Errno}. The tests of the kernel need root and CONFIG_BPF_SYSCALL.");
        return new SafeFileHandle(result.Int, ownsHandle: true);
    }
}
