namespace Fairlead.Bpf;

/// <summary>How much a load takes from the data.</summary>
public enum Size
{
    /// <summary>32 bits, the only size that seccomp allows.</summary>
    Word = Opcode.BPF_W,

    /// <summary>16 bits.</summary>
    Half = Opcode.BPF_H,

    /// <summary>8 bits.</summary>
    Byte = Opcode.BPF_B,

    /// <summary>64 bits, of eBPF only.</summary>
    Double = Opcode.BPF_DW,
}
