using static Fairlead.Bpf.Opcode;

namespace Fairlead.Bpf.Classic;

// |msb      lsb|
// +----+-+-----+
// | op |s| cls |   op: ADD SUB MUL DIV OR AND LSH RSH NEG MOD XOR   s: K X   cls: ALU
// | 4  |1|  3  |
// +----+-+-----+

/// <content>Unsigned 32-bit arithmetic on A, modulo 2^32.</content>
public sealed partial class Assembler
{
    /// <summary>A += operand.</summary>
    public void Add(Operand operand) => Alu(BPF_ADD, operand);

    /// <summary>A -= operand.</summary>
    public void Sub(Operand operand) => Alu(BPF_SUB, operand);

    /// <summary>A *= operand.</summary>
    public void Mul(Operand operand) => Alu(BPF_MUL, operand);

    /// <summary>A /= operand. When X is zero the program ends and returns 0.</summary>
    public void Div(Operand operand) => Alu(BPF_DIV, NotZero(operand));

    /// <summary>A %= operand. When X is zero the program ends and returns 0.</summary>
    public void Mod(Operand operand) => Alu(BPF_MOD, NotZero(operand));

    /// <summary>A |= operand.</summary>
    public void Or(Operand operand) => Alu(BPF_OR, operand);

    /// <summary>A &amp;= operand.</summary>
    public void And(Operand operand) => Alu(BPF_AND, operand);

    /// <summary>A ^= operand.</summary>
    public void Xor(Operand operand) => Alu(BPF_XOR, operand);

    /// <summary>A &lt;&lt;= operand, of which the low five bits count.</summary>
    public void Lsh(Operand operand) => Alu(BPF_LSH, ShiftCount(operand));

    /// <summary>A >>= operand, of which the low five bits count.</summary>
    public void Rsh(Operand operand) => Alu(BPF_RSH, ShiftCount(operand));

    /// <summary>A = -A.</summary>
    public void Neg() => Alu(BPF_NEG, 0);

    private void Alu(int operation, Operand operand) => Emit(BPF_ALU | operation | operand.Source, operand.K);

    private static Operand NotZero(Operand operand) =>
        operand == 0 ? throw new BpfException("division by the constant 0") : operand;

    private static Operand ShiftCount(Operand operand) =>
        operand.K >= 32 ? throw new BpfException($"a shift of a 32-bit word by {operand.K}") : operand;
}
