namespace Fairlead.Bpf.Extended;

/// <summary>What a conditional jump asks of its two operands.</summary>
public enum Condition
{
    /// <summary>==</summary>
    Equal = Opcode.BPF_JEQ,

    /// <summary>!=</summary>
    NotEqual = Opcode.BPF_JNE,

    /// <summary>> unsigned</summary>
    Greater = Opcode.BPF_JGT,

    /// <summary>>= unsigned</summary>
    GreaterOrEqual = Opcode.BPF_JGE,

    /// <summary>&lt; unsigned</summary>
    Less = Opcode.BPF_JLT,

    /// <summary>&lt;= unsigned</summary>
    LessOrEqual = Opcode.BPF_JLE,

    /// <summary>&amp; is not 0</summary>
    AnyBit = Opcode.BPF_JSET,

    /// <summary>&lt; signed</summary>
    SignedLess = Opcode.BPF_JSLT,

    /// <summary>>= signed</summary>
    SignedGreaterOrEqual = Opcode.BPF_JSGE,
}
