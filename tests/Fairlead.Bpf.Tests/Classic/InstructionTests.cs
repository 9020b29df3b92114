using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Fairlead.Bpf.Classic;

namespace Fairlead.Bpf.Tests.Classic;

/// <summary>What each method of the assembler writes: a struct sock_filter of a little-endian host.</summary>
public class InstructionTests
{
    public static TheoryData<string, Action<Assembler>, string, string> Straight { get; } = new()
    {
        { "LoadAbs", a => a.LoadAbs(4), "20 00 00 00 04 00 00 00", "ld [4]" },
        { "LoadAbs half", a => a.LoadAbs(12, Size.Half), "28 00 00 00 0c 00 00 00", "ldh [12]" },
        { "LoadAbs byte", a => a.LoadAbs(23, Size.Byte), "30 00 00 00 17 00 00 00", "ldb [23]" },
        { "LoadInd", a => a.LoadInd(16), "40 00 00 00 10 00 00 00", "ld [x + 16]" },
        { "LoadInd half", a => a.LoadInd(14, Size.Half), "48 00 00 00 0e 00 00 00", "ldh [x + 14]" },
        { "LoadInd byte", a => a.LoadInd(1, Size.Byte), "50 00 00 00 01 00 00 00", "ldb [x + 1]" },
        { "LoadImm", a => a.LoadImm(0x12345678), "00 00 00 00 78 56 34 12", "ld #0x12345678" },
        { "LoadMem", a => a.LoadMem(15), "60 00 00 00 0f 00 00 00", "ld M[15]" },
        { "LoadLen", a => a.LoadLen(), "80 00 00 00 00 00 00 00", "ld #len" },
        { "LoadXImm", a => a.LoadXImm(1), "01 00 00 00 01 00 00 00", "ldx #0x1" },
        { "LoadXMem", a => a.LoadXMem(0), "61 00 00 00 00 00 00 00", "ldx M[0]" },
        { "LoadXLen", a => a.LoadXLen(), "81 00 00 00 00 00 00 00", "ldx #len" },
        { "LoadXMsh", a => a.LoadXMsh(14), "b1 00 00 00 0e 00 00 00", "ldxb 4*([14]&0xf)" },

        { "Store", a => a.Store(3), "02 00 00 00 03 00 00 00", "st M[3]" },
        { "StoreX", a => a.StoreX(15), "03 00 00 00 0f 00 00 00", "stx M[15]" },

        { "Add", a => a.Add(1), "04 00 00 00 01 00 00 00", "add #0x1" },
        { "Add X", a => a.Add(Operand.X), "0c 00 00 00 00 00 00 00", "add x" },
        { "Sub", a => a.Sub(2), "14 00 00 00 02 00 00 00", "sub #0x2" },
        { "Sub X", a => a.Sub(Operand.X), "1c 00 00 00 00 00 00 00", "sub x" },
        { "Mul", a => a.Mul(3), "24 00 00 00 03 00 00 00", "mul #0x3" },
        { "Mul X", a => a.Mul(Operand.X), "2c 00 00 00 00 00 00 00", "mul x" },
        { "Div", a => a.Div(4), "34 00 00 00 04 00 00 00", "div #0x4" },
        { "Div X", a => a.Div(Operand.X), "3c 00 00 00 00 00 00 00", "div x" },
        { "Or", a => a.Or(5), "44 00 00 00 05 00 00 00", "or #0x5" },
        { "Or X", a => a.Or(Operand.X), "4c 00 00 00 00 00 00 00", "or x" },
        { "And", a => a.And(0xffff), "54 00 00 00 ff ff 00 00", "and #0xffff" },
        { "And X", a => a.And(Operand.X), "5c 00 00 00 00 00 00 00", "and x" },
        { "Lsh", a => a.Lsh(31), "64 00 00 00 1f 00 00 00", "lsh #0x1f" },
        { "Lsh X", a => a.Lsh(Operand.X), "6c 00 00 00 00 00 00 00", "lsh x" },
        { "Rsh", a => a.Rsh(0), "74 00 00 00 00 00 00 00", "rsh #0x0" },
        { "Rsh X", a => a.Rsh(Operand.X), "7c 00 00 00 00 00 00 00", "rsh x" },
        { "Neg", a => a.Neg(), "84 00 00 00 00 00 00 00", "neg" },
        { "Mod", a => a.Mod(7), "94 00 00 00 07 00 00 00", "mod #0x7" },
        { "Mod X", a => a.Mod(Operand.X), "9c 00 00 00 00 00 00 00", "mod x" },
        { "Xor", a => a.Xor(8), "a4 00 00 00 08 00 00 00", "xor #0x8" },
        { "Xor X", a => a.Xor(Operand.X), "ac 00 00 00 00 00 00 00", "xor x" },

        { "Return", a => a.Return(0x7fff0000), "06 00 00 00 00 00 ff 7f", "ret #0x7fff0000" },
        { "Return A", a => a.ReturnA(), "16 00 00 00 00 00 00 00", "ret a" },

        { "Tax", a => a.Tax(), "07 00 00 00 00 00 00 00", "tax" },
        { "Txa", a => a.Txa(), "87 00 00 00 00 00 00 00", "txa" },
    };

    /// <summary>Jumps with a target two instructions behind the next, and one a single instruction behind it.</summary>
    public static TheoryData<string, Action<Assembler, Label, Label>, string, string> Jumps { get; } = new()
    {
        { "Jump", (a, two, _) => a.Jump(two), "05 00 00 00 02 00 00 00", "ja +2" },
        { "Equal", (a, two, one) => a.JumpIfEqual(9, two, one), "15 00 02 01 09 00 00 00", "jeq #0x9, +2, +1" },
        { "Equal X", (a, two, one) => a.JumpIfEqual(Operand.X, two, one), "1d 00 02 01 00 00 00 00", "jeq x, +2, +1" },
        { "Greater", (a, two, _) => a.JumpIfGreater(9, two), "25 00 02 00 09 00 00 00", "jgt #0x9, +2, +0" },
        { "Greater X", (a, two, _) => a.JumpIfGreater(Operand.X, two), "2d 00 02 00 00 00 00 00", "jgt x, +2, +0" },
        {
            "GreaterOrEqual", (a, two, _) => a.JumpIfGreaterOrEqual(9, null, two),
            "35 00 00 02 09 00 00 00", "jge #0x9, +0, +2"
        },
        {
            "GreaterOrEqual X", (a, two, _) => a.JumpIfGreaterOrEqual(Operand.X, null, two),
            "3d 00 00 02 00 00 00 00", "jge x, +0, +2"
        },
        { "Set", (a, two, one) => a.JumpIfSet(1, one, two), "45 00 01 02 01 00 00 00", "jset #0x1, +1, +2" },
        { "Set X", (a, two, one) => a.JumpIfSet(Operand.X, one, two), "4d 00 01 02 00 00 00 00", "jset x, +1, +2" },
    };

    [Theory]
    [MemberData(nameof(Straight))]
    public void Instruction_has_the_bytes_and_the_text_of_the_kernel(
        string name, Action<Assembler> write, string bytes, string text)
    {
        Assembler asm = new();
        write(asm);
        asm.Return(0);
        AssertFirst(name, asm, bytes, text);
    }

    [Theory]
    [MemberData(nameof(Jumps))]
    public void Jump_has_the_bytes_and_the_text_of_the_kernel(
        string name, Action<Assembler, Label, Label> write, string bytes, string text)
    {
        Assembler asm = new();
        Label two = new("two"), one = new("one");
        write(asm, two, one);
        asm.Return(0);
        asm.Mark(one);
        asm.Return(1);
        asm.Mark(two);
        asm.Return(2);
        AssertFirst(name, asm, bytes, text);
    }

    [Fact]
    public void Instruction_is_laid_out_like_sock_filter() => Assert.Equal(8, Unsafe.SizeOf<Instruction>());

    [Fact]
    public void Unknown_code_is_shown_as_numbers() =>
        Assert.Equal("invalid 0x0120, 1, 2, #0xff", new Instruction(0x0120, 1, 2, 0xff).ToString());

    private static void AssertFirst(string name, Assembler asm, string bytes, string text)
    {
        Instruction[] first = asm.Assemble()[..1];
        string actual = Convert.ToHexStringLower(MemoryMarshal.AsBytes(first.AsSpan()));
        string expected = bytes.Replace(" ", "", StringComparison.Ordinal);
        Assert.Equal((name, expected, text), (name, actual, first[0].ToString()));
    }
}
