using static Fairlead.Bpf.Opcode;

namespace Fairlead.Bpf.Extended;

// |msb      lsb|
// +---+--+-----+
// |mde|sz| cls |   mde: IMM MEM ATOMIC   sz: W H B DW   cls: LD LDX ST STX
// | 3 |2 |  3  |
// +---+--+-----+

/// <content>Loads and stores, and constants of 64 bits, which take two instructions.</content>
public sealed partial class Assembler
{
    private const int BPF_PSEUDO_MAP_FD = 1;
    private const int BPF_PSEUDO_MAP_VALUE = 2;

    /// <summary>destination = memory[address + offset], zero-extended.</summary>
    public void Load(Size size, Register destination, Register address, int offset) =>
        Emit(BPF_LDX | BPF_MEM | (int)size, destination, address, offset, 0);

    /// <summary>memory[address + offset] = source.</summary>
    public void Store(Size size, Register address, int offset, Register source) =>
        Emit(BPF_STX | BPF_MEM | (int)size, address, source, offset, 0);

    /// <summary>memory[address + offset] = the constant, sign-extended.</summary>
    public void Store(Size size, Register address, int offset, int constant) =>
        Emit(BPF_ST | BPF_MEM | (int)size, address, 0, offset, constant);

    /// <summary>memory[address + offset] += source, as one step that no other processor sees half of.</summary>
    public void AtomicAdd(Size size, Register address, int offset, Register source) =>
        Emit(BPF_STX | BPF_ATOMIC | (int)size, address, source, offset, BPF_ADD);

    /// <summary>destination = the constant.</summary>
    public void LoadImmediate(Register destination, ulong constant) =>
        Emit64(destination, 0, (int)(uint)constant, (int)(uint)(constant >> 32));

    /// <summary>destination = the map, as helper functions take it.</summary>
    public void LoadMap(Register destination, MapDefinition map)
    {
        Refer(map);
        Emit64(destination, (Register)BPF_PSEUDO_MAP_FD, 0, 0);
    }

    /// <summary>destination = the address of the first value of an array, plus the offset.</summary>
    public void LoadMapValue(Register destination, MapDefinition map, int offset = 0)
    {
        Refer(map);
        Emit64(destination, (Register)BPF_PSEUDO_MAP_VALUE, 0, offset);
    }

    private void Refer(MapDefinition map)
    {
        if (_isReached) _maps.Add(new MapReference(_count, map));
    }

    private void Emit64(Register destination, Register kind, int low, int high)
    {
        Emit(BPF_LD | BPF_IMM | BPF_DW, destination, kind, 0, low);
        Emit(0, 0, 0, 0, high);
    }
}
