using System.Runtime.InteropServices;
using Fairlead.Linux;

namespace Fairlead.Bpf.Extended;

/// <summary>BPF_MAP_TYPE_ARRAY: every entry exists from the start, and is zero.</summary>
internal sealed class ArrayStore(MapDefinition definition) : KeyedStore(definition)
{
    private readonly byte[] _values = new byte[(long)definition.ValueSize * definition.MaxEntries];

    public override IEnumerable<KeyValuePair<byte[], byte[]>> Entries =>
        Enumerable.Range(0, Definition.MaxEntries).Select(i => KeyValuePair.Create(BitConverter.GetBytes(i), At(i).ToArray()));

    /// <summary>The entry of an index that exists.</summary>
    public ArraySegment<byte> At(int index) => new(_values, index * Definition.ValueSize, Definition.ValueSize);

    public override ArraySegment<byte> Find(ReadOnlySpan<byte> key)
    {
        uint index = MemoryMarshal.Read<uint>(key);
        return index < Definition.MaxEntries ? At((int)index) : default;
    }

    public override int Update(ReadOnlySpan<byte> key, ReadOnlySpan<byte> value, ulong flags)
    {
        uint index = MemoryMarshal.Read<uint>(key);
        int error = CheckFlags(flags, exists: true);
        if (error == -(int)Errno.EINVAL) return error;
        if (index >= Definition.MaxEntries) return -(int)Errno.E2BIG;
        if (error == 0) value.CopyTo(At((int)index));
        return error;
    }

    public override int Delete(ReadOnlySpan<byte> key) => -(int)Errno.EINVAL;
}
