using System.Text;
using static Fairlead.Bpf.Opcode;

namespace Fairlead.Bpf.Classic;

/// <summary>Writes programs as text, in the syntax of the kernel's bpf_asm (networking/filter.rst).</summary>
public static class Disassembler
{
    private const int CommentColumn = 40;

    /// <summary>One line an instruction: its index, its text with jump targets as indexes, its meaning.</summary>
    /// <param name="program">The program.</param>
    /// <param name="describe">Says what an instruction means, or null. See <see cref="SeccompNames"/>.</param>
    public static string Listing(ReadOnlySpan<Instruction> program, Func<Instruction, string?>? describe = null)
    {
        StringBuilder listing = new();
        for (int i = 0; i < program.Length; i++)
        {
            long next = i + 1;
            string line = $"{i:d4}: {Format(program[i], distance => $"{next + distance:d4}")}";
            string? comment = describe?.Invoke(program[i]);
            listing.Append(comment is null ? line : $"{line.PadRight(CommentColumn)}; {comment}").Append('\n');
        }

        return listing.ToString();
    }

    internal static string Format(Instruction instruction, Func<uint, string> target) =>
        ClassOf(instruction.Code) switch
        {
            BPF_LD or BPF_LDX => Load(instruction),
            BPF_ALU => Alu(instruction),
            BPF_JMP => Jump(instruction, target),
            _ => Other(instruction),
        } ?? $"invalid 0x{instruction.Code:x4}, {instruction.Jt}, {instruction.Jf}, #0x{instruction.K:x}";

    private static string? Load(Instruction i) => (int)i.Code switch
    {
        BPF_LD | BPF_W | BPF_ABS => $"ld [{i.K}]",
        BPF_LD | BPF_H | BPF_ABS => $"ldh [{i.K}]",
        BPF_LD | BPF_B | BPF_ABS => $"ldb [{i.K}]",
        BPF_LD | BPF_W | BPF_IND => $"ld [x + {i.K}]",
        BPF_LD | BPF_H | BPF_IND => $"ldh [x + {i.K}]",
        BPF_LD | BPF_B | BPF_IND => $"ldb [x + {i.K}]",
        BPF_LD | BPF_IMM => $"ld #0x{i.K:x}",
        BPF_LD | BPF_MEM => $"ld M[{i.K}]",
        BPF_LD | BPF_W | BPF_LEN => "ld #len",
        BPF_LDX | BPF_IMM => $"ldx #0x{i.K:x}",
        BPF_LDX | BPF_MEM => $"ldx M[{i.K}]",
        BPF_LDX | BPF_W | BPF_LEN => "ldx #len",
        BPF_LDX | BPF_B | BPF_MSH => $"ldxb 4*([{i.K}]&0xf)",
        _ => null,
    };

    private static string? Alu(Instruction i) => OperationOf(i.Code) switch
    {
        BPF_ADD => $"add {Operand(i)}",
        BPF_SUB => $"sub {Operand(i)}",
        BPF_MUL => $"mul {Operand(i)}",
        BPF_DIV => $"div {Operand(i)}",
        BPF_OR => $"or {Operand(i)}",
        BPF_AND => $"and {Operand(i)}",
        BPF_LSH => $"lsh {Operand(i)}",
        BPF_RSH => $"rsh {Operand(i)}",
        BPF_NEG when !TakesX(i.Code) => "neg",
        BPF_MOD => $"mod {Operand(i)}",
        BPF_XOR => $"xor {Operand(i)}",
        _ => null,
    };

    private static string? Jump(Instruction i, Func<uint, string> target) => OperationOf(i.Code) switch
    {
        BPF_JA when !TakesX(i.Code) => $"ja {target(i.K)}",
        BPF_JEQ => $"jeq {Operand(i)}, {target(i.Jt)}, {target(i.Jf)}",
        BPF_JGT => $"jgt {Operand(i)}, {target(i.Jt)}, {target(i.Jf)}",
        BPF_JGE => $"jge {Operand(i)}, {target(i.Jt)}, {target(i.Jf)}",
        BPF_JSET => $"jset {Operand(i)}, {target(i.Jt)}, {target(i.Jf)}",
        _ => null,
    };

    private static string? Other(Instruction i) => (int)i.Code switch
    {
        BPF_ST => $"st M[{i.K}]",
        BPF_STX => $"stx M[{i.K}]",
        BPF_RET | BPF_K => $"ret #0x{i.K:x}",
        BPF_RET | BPF_A => "ret a",
        BPF_MISC | BPF_TAX => "tax",
        BPF_MISC | BPF_TXA => "txa",
        _ => null,
    };

    private static string Operand(Instruction i) => TakesX(i.Code) ? "x" : $"#0x{i.K:x}";
}
