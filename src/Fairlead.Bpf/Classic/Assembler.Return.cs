using static Fairlead.Bpf.Opcode;

namespace Fairlead.Bpf.Classic;

// |msb      lsb|
// +---+--+-----+
// | 0 |rv| cls |   rv: K A   cls: RET
// | 3 |2 |  3  |
// +---+--+-----+

/// <content>The end of the program.</content>
public sealed partial class Assembler
{
    /// <summary>Returns a constant.</summary>
    public void Return(uint value) => Emit(BPF_RET | BPF_K, value);

    /// <summary>Returns A.</summary>
    public void ReturnA() => Emit(BPF_RET | BPF_A);
}
