using static Fairlead.Bpf.Opcode;

namespace Fairlead.Bpf.Classic;

// |msb      lsb|
// +---+--+-----+
// |mde|sz| cls |   mde: IMM ABS IND MEM LEN MSH   sz: W H B   cls: LD (into A), LDX (into X)
// | 3 |2 |  3  |
// +---+--+-----+

/// <content>Loads into A and X.</content>
public sealed partial class Assembler
{
    /// <summary>A = data[offset], in network byte order for packets, in the host's for seccomp.</summary>
    public void LoadAbs(uint offset, Size size = Size.Word) => Emit(BPF_LD | (int)size | BPF_ABS, offset);

    /// <summary>A = data[X + offset].</summary>
    public void LoadInd(uint offset, Size size = Size.Word) => Emit(BPF_LD | (int)size | BPF_IND, offset);

    /// <summary>A = value.</summary>
    public void LoadImm(uint value) => Emit(BPF_LD | BPF_IMM, value);

    /// <summary>A = M[index].</summary>
    public void LoadMem(uint index) => Emit(BPF_LD | BPF_MEM, ScratchIndex(index));

    /// <summary>A = the length of the data.</summary>
    public void LoadLen() => Emit(BPF_LD | BPF_W | BPF_LEN);

    /// <summary>X = value.</summary>
    public void LoadXImm(uint value) => Emit(BPF_LDX | BPF_IMM, value);

    /// <summary>X = M[index].</summary>
    public void LoadXMem(uint index) => Emit(BPF_LDX | BPF_MEM, ScratchIndex(index));

    /// <summary>X = the length of the data.</summary>
    public void LoadXLen() => Emit(BPF_LDX | BPF_W | BPF_LEN);

    /// <summary>X = 4 * (data[offset] &amp; 15): the length of the IPv4 header at that offset.</summary>
    public void LoadXMsh(uint offset) => Emit(BPF_LDX | BPF_B | BPF_MSH, offset);
}
