using System.Runtime.InteropServices;
using static Fairlead.Bpf.Opcode;

namespace Fairlead.Bpf.Extended;

/// <content>Loads and stores, and the regions that they reach.</content>
public sealed partial class Interpreter
{
    private const int StackRegion = 1, ContextRegion = 2;
    private const int PseudoMapValue = 2;

    private readonly int[] _regionOfLoad;
    private Region[] _table = new Region[16];
    private int _fixedRegions;
    private int _regionCount = ContextRegion + 1;

    private void AddFixedRegions(MapReference[] references, MapMemory maps)
    {
        _table[StackRegion] = new Region { Kind = RegionKind.Stack, Bytes = new byte[StackSize] };
        foreach (MapReference reference in references)
        {
            _current = reference.Index;
            MapStore store = maps.Store(reference.Map);
            bool isValue = (int)_text[_current].Source == PseudoMapValue;
            _regionOfLoad[_current] = AddRegion(isValue ? FirstValue(store) : new Region { Kind = RegionKind.Map, Map = store });
        }

        _fixedRegions = _regionCount;
    }

    private Region FirstValue(MapStore store)
    {
        if (store is not ArrayStore { Definition.MaxEntries: 1 } array)
            throw Refused($"only an array of one entry has an address, and '{store.Definition}' is none");
        if ((uint)_text[_current + 1].Immediate >= store.Definition.ValueSize) throw Refused("the offset is behind the value");
        return new Region { Kind = RegionKind.MapValue, Bytes = array.At(0), ReadOnly = store.ReadOnly };
    }

    private int AddRegion(Region region)
    {
        if (_regionCount == _table.Length) Array.Resize(ref _table, 2 * _table.Length);
        _table[_regionCount] = region;
        return _regionCount++;
    }

    private void Reset(byte[] context)
    {
        _next = 0;
        _regionCount = _fixedRegions;
        _table[ContextRegion] = new Region { Kind = RegionKind.Context, Bytes = context, Layout = _layout };
        Array.Fill(_regions, Unwritten);
        SetPointer(1, ContextRegion);
        SetPointer(FramePointer, StackRegion, StackSize);
        ResetStack();
    }

    private void LoadLong(Instruction i)
    {
        uint high = (uint)_text[_next++].Immediate;
        int region = _regionOfLoad[_current];
        if (region != 0) SetPointer((int)i.Destination, region, high);
        else Set((int)i.Destination, (uint)i.Immediate | (ulong)high << 32);
    }

    private void Load(Instruction i)
    {
        int size = SizeOf(i), destination = (int)i.Destination;
        long offset = (long)_values[(int)i.Source] + i.Offset;
        ref Region region = ref Pointee((int)i.Source);
        if (region.Kind == RegionKind.Stack) LoadStack(destination, StackBytes(offset, size), (int)offset, size);
        else if (region.Kind == RegionKind.Context && offset == _layout.SocketOffset) LoadSocket(destination, size);
        else Set(destination, Read(Bytes(ref region, offset, size, write: false)));
    }

    private void LoadSocket(int destination, int size)
    {
        if (!_layout.Allows(_layout.SocketOffset, size, write: false)) throw Refused("a part of the pointer to the socket");
        if (_kernel.Socket is null && !_layout.SocketIsCommon) throw new BpfException("the run has no socket to give");
        ContextLayout fields = _layout.SocketIsCommon ? ContextLayout.CommonSocket : ContextLayout.Socket;
        SetPointer(destination, AddRegion(SocketRegion(_kernel.Socket, fields, _layout.SocketIsCommon)));
    }

    private void Store(Instruction i, ulong value)
    {
        long offset = (long)_values[(int)i.Destination] + i.Offset;
        int size = SizeOf(i);
        ref Region region = ref Pointee((int)i.Destination);
        Span<byte> bytes = region.Kind == RegionKind.Stack
            ? StackBytes(offset, size)
            : Bytes(ref region, offset, size, write: true);
        if (region.Kind == RegionKind.Stack) MarkWritten((int)offset, size);
        Write(bytes, value);
    }

    private void StoreConstant(Instruction i)
    {
        if (Pointee((int)i.Destination).Kind == RegionKind.Context)
            throw Refused("kernels before Linux 6.4 store only registers to a context");
        Store(i, (ulong)(long)i.Immediate);
    }

    private void StoreRegister(Instruction i)
    {
        if (IsPointer((int)i.Source)) Spill(i);
        else Store(i, Number((int)i.Source));
    }

    private void AtomicAdd(Instruction i)
    {
        ulong added = Number((int)i.Source);
        long offset = (long)_values[(int)i.Destination] + i.Offset;
        ref Region region = ref Pointee((int)i.Destination);
        if (region.Kind is not (RegionKind.Stack or RegionKind.MapValue)) throw Refused($"an atomic store to a {region.Kind}");
        if (offset % SizeOf(i) != 0) throw Refused("an atomic store that is not aligned");
        Span<byte> bytes = region.Kind == RegionKind.Stack
            ? WrittenStack(offset, SizeOf(i))
            : Bytes(ref region, offset, SizeOf(i), write: true);
        Write(bytes, Read(bytes) + added);
    }

    /// <summary>The bytes of an access to anything but the stack.</summary>
    private Span<byte> Bytes(ref Region region, long offset, long size, bool write)
    {
        if (region.Layout is { } layout && !layout.Allows(offset, (int)size, write))
            throw Refused($"{layout.Name} does not let {size} bytes at {offset} be {(write ? "written" : "read")}");
        if (region.Kind == RegionKind.Map) throw Refused("the memory of a map is the kernel's");
        if (write && region.ReadOnly) throw Refused("the memory is read-only");
        if (offset < 0 || offset > region.Bytes.Count - size)
            throw Refused($"{size} bytes at {offset} of a {region.Kind} of {region.Bytes.Count} bytes");
        return region.Bytes.AsSpan((int)offset, (int)size);
    }

    private static int SizeOf(Instruction i) => (i.Code & BPF_DW) switch
    {
        BPF_B => 1,
        BPF_H => 2,
        BPF_W => 4,
        _ => 8,
    };

    private static ulong Read(ReadOnlySpan<byte> bytes) => bytes.Length switch
    {
        1 => bytes[0],
        2 => MemoryMarshal.Read<ushort>(bytes),
        4 => MemoryMarshal.Read<uint>(bytes),
        _ => MemoryMarshal.Read<ulong>(bytes),
    };

    private static void Write(Span<byte> bytes, ulong value)
    {
        switch (bytes.Length)
        {
            case 1: bytes[0] = (byte)value; break;
            case 2: MemoryMarshal.Write(bytes, (ushort)value); break;
            case 4: MemoryMarshal.Write(bytes, (uint)value); break;
            default: MemoryMarshal.Write(bytes, value); break;
        }
    }
}
