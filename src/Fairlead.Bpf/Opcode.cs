namespace Fairlead.Bpf;

/// <summary>linux/bpf_common.h and linux/bpf.h: the parts of an instruction's code, of classic BPF and of eBPF.</summary>
internal static class Opcode
{
    // Classes: bits 0-2.
    public const int BPF_LD = 0x00;
    public const int BPF_LDX = 0x01;
    public const int BPF_ST = 0x02;
    public const int BPF_STX = 0x03;
    public const int BPF_ALU = 0x04;
    public const int BPF_JMP = 0x05;
    public const int BPF_RET = 0x06;
    public const int BPF_MISC = 0x07;

    // Classes of eBPF in the place of RET and MISC.
    public const int BPF_JMP32 = 0x06;
    public const int BPF_ALU64 = 0x07;

    // Sizes of loads and stores: bits 3-4.
    public const int BPF_W = 0x00;
    public const int BPF_H = 0x08;
    public const int BPF_B = 0x10;
    public const int BPF_DW = 0x18;

    // Modes of loads and stores: bits 5-7.
    public const int BPF_IMM = 0x00;
    public const int BPF_ABS = 0x20;
    public const int BPF_IND = 0x40;
    public const int BPF_MEM = 0x60;
    public const int BPF_LEN = 0x80;
    public const int BPF_MSH = 0xa0;
    public const int BPF_ATOMIC = 0xc0;

    // Operations of arithmetic: bits 4-7.
    public const int BPF_ADD = 0x00;
    public const int BPF_SUB = 0x10;
    public const int BPF_MUL = 0x20;
    public const int BPF_DIV = 0x30;
    public const int BPF_OR = 0x40;
    public const int BPF_AND = 0x50;
    public const int BPF_LSH = 0x60;
    public const int BPF_RSH = 0x70;
    public const int BPF_NEG = 0x80;
    public const int BPF_MOD = 0x90;
    public const int BPF_XOR = 0xa0;

    // Operations of eBPF arithmetic.
    public const int BPF_MOV = 0xb0;
    public const int BPF_ARSH = 0xc0;
    public const int BPF_END = 0xd0;

    // Conditions of jumps: bits 4-7.
    public const int BPF_JA = 0x00;
    public const int BPF_JEQ = 0x10;
    public const int BPF_JGT = 0x20;
    public const int BPF_JGE = 0x30;
    public const int BPF_JSET = 0x40;

    // Conditions of eBPF jumps.
    public const int BPF_JNE = 0x50;
    public const int BPF_JSGT = 0x60;
    public const int BPF_JSGE = 0x70;
    public const int BPF_CALL = 0x80;
    public const int BPF_EXIT = 0x90;
    public const int BPF_JLT = 0xa0;
    public const int BPF_JLE = 0xb0;
    public const int BPF_JSLT = 0xc0;
    public const int BPF_JSLE = 0xd0;

    // The byte order that BPF_END makes: the source bit.
    public const int BPF_TO_LE = 0x00;
    public const int BPF_TO_BE = 0x08;

    // Sources of an operand, or (with BPF_A, of linux/filter.h) of a returned value: bits 3-4.
    public const int BPF_K = 0x00;
    public const int BPF_X = 0x08;
    public const int BPF_A = 0x10;

    // Transfers between registers, of linux/filter.h: bits 3-7.
    public const int BPF_TAX = 0x00;
    public const int BPF_TXA = 0x80;

    public const int BPF_MAXINSNS = 4096;
    public const int BPF_MEMWORDS = 16;

    /// <summary>BPF_CLASS of linux/bpf_common.h.</summary>
    public static int ClassOf(int code) => code & 0x07;

    /// <summary>Whether the operand is the register X, not the constant.</summary>
    public static bool TakesX(int code) => (code & BPF_X) != 0;

    /// <summary>BPF_OP of linux/bpf_common.h, and the bits above it, so that a wild code is no operation.</summary>
    public static int OperationOf(int code) => code & ~0x0f;
}
