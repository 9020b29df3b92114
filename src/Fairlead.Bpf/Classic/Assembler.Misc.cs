using static Fairlead.Bpf.Opcode;

namespace Fairlead.Bpf.Classic;

// |msb      lsb|
// +-------+----+
// |  op   |cls |   op: TAX TXA   cls: MISC
// |   5   | 3  |
// +-------+----+

/// <content>Transfers between the registers.</content>
public sealed partial class Assembler
{
    /// <summary>X = A.</summary>
    public void Tax() => Emit(BPF_MISC | BPF_TAX);

    /// <summary>A = X.</summary>
    public void Txa() => Emit(BPF_MISC | BPF_TXA);
}
