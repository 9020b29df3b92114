using static Fairlead.Bpf.Opcode;

namespace Fairlead.Bpf.Extended;

// |msb      lsb|
// +----+-+-----+
// | op |s| cls |   op: ADD SUB MUL DIV OR AND LSH RSH NEG MOD XOR MOV ARSH END   s: K X   cls: ALU ALU64
// | 4  |1|  3  |
// +----+-+-----+

/// <content>Arithmetic of 64 bits, and of 32 bits that clears the upper half.</content>
public sealed partial class Assembler
{
    /// <summary>destination = source.</summary>
    public void Mov(Register destination, Register source) => Alu(BPF_ALU64 | BPF_MOV, destination, source);

    /// <summary>destination = the constant, sign-extended.</summary>
    public void Mov(Register destination, int constant) => Alu(BPF_ALU64 | BPF_MOV, destination, constant);

    /// <summary>destination = the constant, zero-extended.</summary>
    public void Mov32(Register destination, uint constant) => Alu(BPF_ALU | BPF_MOV, destination, (int)constant);

    /// <summary>destination = the low half of the source.</summary>
    public void Mov32(Register destination, Register source) => Alu(BPF_ALU | BPF_MOV, destination, source);

    /// <summary>destination += source.</summary>
    public void Add(Register destination, Register source) => Alu(BPF_ALU64 | BPF_ADD, destination, source);

    /// <summary>destination += the constant, sign-extended.</summary>
    public void Add(Register destination, int constant) => Alu(BPF_ALU64 | BPF_ADD, destination, constant);

    /// <summary>destination *= the constant.</summary>
    public void Mul(Register destination, int constant) => Alu(BPF_ALU64 | BPF_MUL, destination, constant);

    /// <summary>destination &amp;= the constant, on 32 bits.</summary>
    public void And32(Register destination, uint constant) => Alu(BPF_ALU | BPF_AND, destination, (int)constant);

    /// <summary>destination &amp;= source.</summary>
    public void And(Register destination, Register source) => Alu(BPF_ALU64 | BPF_AND, destination, source);

    /// <summary>destination |= source.</summary>
    public void Or(Register destination, Register source) => Alu(BPF_ALU64 | BPF_OR, destination, source);

    /// <summary>destination ^= source.</summary>
    public void Xor(Register destination, Register source) => Alu(BPF_ALU64 | BPF_XOR, destination, source);

    /// <summary>destination &lt;&lt;= the constant.</summary>
    public void Lsh(Register destination, int constant) => Alu(BPF_ALU64 | BPF_LSH, destination, ShiftCount(constant));

    /// <summary>destination >>= the constant, unsigned.</summary>
    public void Rsh(Register destination, int constant) => Alu(BPF_ALU64 | BPF_RSH, destination, ShiftCount(constant));

    /// <summary>destination = -destination.</summary>
    public void Neg(Register destination) => Alu(BPF_ALU64 | BPF_NEG, destination, 0);

    /// <summary>Turns the low 16, 32 or 64 bits from or to network order, and clears the rest.</summary>
    public void ToBigEndian(Register destination, int bits)
    {
        if (bits is not (16 or 32 or 64)) throw new BpfException($"a byte order of {bits} bits");
        Alu(BPF_ALU | BPF_END | BPF_TO_BE, destination, bits);
    }

    private void Alu(int code, Register destination, Register source) => Emit(code | BPF_X, destination, source, 0, 0);

    private void Alu(int code, Register destination, int constant) => Emit(code, destination, 0, 0, constant);

    private static int ShiftCount(int count) =>
        count is >= 0 and < 64 ? count : throw new BpfException($"a shift of 64 bits by {count}");
}
