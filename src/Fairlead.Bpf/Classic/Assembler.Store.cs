using static Fairlead.Bpf.Opcode;

namespace Fairlead.Bpf.Classic;

// |msb      lsb|
// +-------+----+
// |   0   |cls |   cls: ST (from A), STX (from X)
// |   5   | 3  |
// +-------+----+

/// <content>Stores into scratch memory.</content>
public sealed partial class Assembler
{
    /// <summary>M[index] = A.</summary>
    public void Store(uint index) => Emit(BPF_ST, ScratchIndex(index));

    /// <summary>M[index] = X.</summary>
    public void StoreX(uint index) => Emit(BPF_STX, ScratchIndex(index));

    private static uint ScratchIndex(uint index) =>
        index < BPF_MEMWORDS ? index : throw new BpfException($"M[{index}] is beyond the {BPF_MEMWORDS} words of M[]");
}
