using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Fairlead.Bpf.Extended;
using static Fairlead.Bpf.Extended.Register;

namespace Fairlead.Bpf.Tests.Extended;

/// <summary>What each method of the assembler writes: struct bpf_insn of a little-endian host.</summary>
public class InstructionTests
{
    private static readonly MapDefinition s_map = new("rules", MapKind.Hash, 4, 8, 16);

    public static TheoryData<string, Action<Assembler>, string, string> Straight { get; } = new()
    {
        { "Mov", a => a.Mov(R1, R6), "bf 61 00 00 00 00 00 00", "r1 = r6" },
        { "Mov constant", a => a.Mov(R9, -1), "b7 09 00 00 ff ff ff ff", "r9 = -1" },
        { "Mov32", a => a.Mov32(R1, R2), "bc 21 00 00 00 00 00 00", "w1 = w2" },
        { "Mov32 constant", a => a.Mov32(R1, 7), "b4 01 00 00 07 00 00 00", "w1 = 7" },
        { "Mov32 unsigned", a => a.Mov32(R1, 0xfffffffe), "b4 01 00 00 fe ff ff ff", "w1 = 4294967294" },
        { "Add", a => a.Add(R0, R1), "0f 10 00 00 00 00 00 00", "r0 += r1" },
        { "Add constant", a => a.Add(R2, -8), "07 02 00 00 f8 ff ff ff", "r2 += -8" },
        { "Mul", a => a.Mul(R3, 3), "27 03 00 00 03 00 00 00", "r3 *= 3" },
        { "And32", a => a.And32(R4, 0xffff), "54 04 00 00 ff ff 00 00", "w4 &= 0xffff" },
        { "And", a => a.And(R4, R5), "5f 54 00 00 00 00 00 00", "r4 &= r5" },
        { "Or", a => a.Or(R4, R5), "4f 54 00 00 00 00 00 00", "r4 |= r5" },
        { "Xor", a => a.Xor(R4, R5), "af 54 00 00 00 00 00 00", "r4 ^= r5" },
        { "Lsh", a => a.Lsh(R7, 63), "67 07 00 00 3f 00 00 00", "r7 <<= 63" },
        { "Rsh", a => a.Rsh(R7, 0), "77 07 00 00 00 00 00 00", "r7 >>= 0" },
        { "Neg", a => a.Neg(R8), "87 08 00 00 00 00 00 00", "r8 = -r8" },
        { "ToBigEndian 16", a => a.ToBigEndian(R1, 16), "dc 01 00 00 10 00 00 00", "r1 = be16 r1" },
        { "ToBigEndian 32", a => a.ToBigEndian(R1, 32), "dc 01 00 00 20 00 00 00", "r1 = be32 r1" },
        { "ToBigEndian 64", a => a.ToBigEndian(R1, 64), "dc 01 00 00 40 00 00 00", "r1 = be64 r1" },

        { "Load word", a => a.Load(Size.Word, R1, R6, 24), "61 61 18 00 00 00 00 00", "r1 = *(u32 *)(r6 + 24)" },
        { "Load half", a => a.Load(Size.Half, R1, R6, 2), "69 61 02 00 00 00 00 00", "r1 = *(u16 *)(r6 + 2)" },
        { "Load byte", a => a.Load(Size.Byte, R1, R6, 0), "71 61 00 00 00 00 00 00", "r1 = *(u8 *)(r6 + 0)" },
        { "Load double", a => a.Load(Size.Double, R1, R10, -8), "79 a1 f8 ff 00 00 00 00", "r1 = *(u64 *)(r10 - 8)" },
        { "Store word", a => a.Store(Size.Word, R6, 4, R1), "63 16 04 00 00 00 00 00", "*(u32 *)(r6 + 4) = r1" },
        { "Store half", a => a.Store(Size.Half, R10, -2, R1), "6b 1a fe ff 00 00 00 00", "*(u16 *)(r10 - 2) = r1" },
        { "Store byte", a => a.Store(Size.Byte, R10, -1, R1), "73 1a ff ff 00 00 00 00", "*(u8 *)(r10 - 1) = r1" },
        { "Store double", a => a.Store(Size.Double, R10, -8, R1), "7b 1a f8 ff 00 00 00 00", "*(u64 *)(r10 - 8) = r1" },
        { "Store constant", a => a.Store(Size.Word, R10, -4, 5), "62 0a fc ff 05 00 00 00", "*(u32 *)(r10 - 4) = 5" },
        { "Store -1", a => a.Store(Size.Double, R10, -8, -1), "7a 0a f8 ff ff ff ff ff", "*(u64 *)(r10 - 8) = -1" },
        { "AtomicAdd", a => a.AtomicAdd(Size.Double, R0, 0, R1), "db 10 00 00 00 00 00 00", "lock *(u64 *)(r0 + 0) += r1" },
        { "AtomicAdd word", a => a.AtomicAdd(Size.Word, R0, 8, R1), "c3 10 08 00 00 00 00 00", "lock *(u32 *)(r0 + 8) += r1" },

        { "Call", a => a.Call(HelperFunction.MapLookup), "85 00 00 00 01 00 00 00", "call bpf_map_lookup_elem" },
        { "Call of 5.18", a => a.Call(HelperFunction.SetRetval), "85 00 00 00 bb 00 00 00", "call bpf_set_retval" },
        { "Exit", a => a.Exit(), "95 00 00 00 00 00 00 00", "exit" },
    };

    /// <summary>The two instructions, and the line of a listing.</summary>
    public static TheoryData<string, Action<Assembler>, string, string> Long { get; } = new()
    {
        {
            "LoadImmediate", a => a.LoadImmediate(R1, 0x0123456789abcdef),
            "18 01 00 00 ef cd ab 89 00 00 00 00 67 45 23 01", "r1 = 0x123456789abcdef ll"
        },
        {
            "LoadImmediate of a sign", a => a.LoadImmediate(R9, 0x80000000),
            "18 09 00 00 00 00 00 80 00 00 00 00 00 00 00 00", "r9 = 0x80000000 ll"
        },
        { "LoadMap", a => a.LoadMap(R1, s_map), "18 11 00 00 00 00 00 00 00 00 00 00 00 00 00 00", "r1 = map rules" },
        {
            "LoadMapValue", a => a.LoadMapValue(R2, s_map, 8),
            "18 22 00 00 00 00 00 00 00 00 00 00 08 00 00 00", "r2 = map rules[0] + 8"
        },
    };

    /// <summary>Jumps to the second instruction behind the next.</summary>
    public static TheoryData<string, Action<Assembler, Label>, string, string> Jumps { get; } = new()
    {
        { "Jump", (a, to) => a.Jump(to), "05 00 02 00 00 00 00 00", "goto +2" },
        { "==", (a, to) => a.JumpIf(Condition.Equal, R0, 5, to), "15 00 02 00 05 00 00 00", "if r0 == 0x5 goto +2" },
        { "!=", (a, to) => a.JumpIf(Condition.NotEqual, R1, -1, to), "55 01 02 00 ff ff ff ff", "if r1 != -1 goto +2" },
        { ">", (a, to) => a.JumpIf(Condition.Greater, R1, 9, to), "25 01 02 00 09 00 00 00", "if r1 > 0x9 goto +2" },
        { ">=", (a, to) => a.JumpIf(Condition.GreaterOrEqual, R1, 9, to), "35 01 02 00 09 00 00 00", "if r1 >= 0x9 goto +2" },
        { "<", (a, to) => a.JumpIf(Condition.Less, R1, 9, to), "a5 01 02 00 09 00 00 00", "if r1 < 0x9 goto +2" },
        { "<=", (a, to) => a.JumpIf(Condition.LessOrEqual, R1, 9, to), "b5 01 02 00 09 00 00 00", "if r1 <= 0x9 goto +2" },
        { "&", (a, to) => a.JumpIf(Condition.AnyBit, R1, 16, to), "45 01 02 00 10 00 00 00", "if r1 & 0x10 goto +2" },
        { "s<", (a, to) => a.JumpIf(Condition.SignedLess, R1, -9, to), "c5 01 02 00 f7 ff ff ff", "if r1 s< -9 goto +2" },
        {
            "s>=", (a, to) => a.JumpIf(Condition.SignedGreaterOrEqual, R1, 10, to),
            "75 01 02 00 0a 00 00 00", "if r1 s>= 10 goto +2"
        },
        { "== X", (a, to) => a.JumpIf(Condition.Equal, R1, R9, to), "1d 91 02 00 00 00 00 00", "if r1 == r9 goto +2" },
        { "s< X", (a, to) => a.JumpIf(Condition.SignedLess, R1, R9, to), "cd 91 02 00 00 00 00 00", "if r1 s< r9 goto +2" },
        {
            "== 32", (a, to) => a.JumpIf32(Condition.Equal, R1, 0xffffffff, to),
            "16 01 02 00 ff ff ff ff", "if w1 == 0xffffffff goto +2"
        },
        { "> 32", (a, to) => a.JumpIf32(Condition.Greater, R1, 9, to), "26 01 02 00 09 00 00 00", "if w1 > 0x9 goto +2" },
    };

    [Theory]
    [MemberData(nameof(Straight))]
    public void Instruction_has_the_bytes_and_the_text_of_the_kernel(
        string name, Action<Assembler> write, string bytes, string text)
    {
        Assembler asm = new();
        write(asm);
        asm.Exit(0);
        Instruction first = asm.Assemble().Instructions[0];
        Assert.Equal((name, bytes, text), (name, Bytes(first), first.ToString()));
    }

    [Theory]
    [MemberData(nameof(Long))]
    public void Load_of_64_bits_takes_two_instructions_and_one_line(
        string name, Action<Assembler> write, string bytes, string text)
    {
        Assembler asm = new();
        write(asm);
        asm.Exit(0);
        Program program = asm.Assemble();
        string listing = $"0000: {text}\n0002: r0 = 0\n0003: exit\n";
        Assert.Equal((name, bytes, listing), (name, Bytes(program.Instructions[..2]), Disassembler.Listing(program)));
    }

    [Theory]
    [MemberData(nameof(Jumps))]
    public void Jump_has_the_bytes_and_the_text_of_the_kernel(
        string name, Action<Assembler, Label> write, string bytes, string text)
    {
        Assembler asm = new();
        Label there = new("there"), next = new("next");
        // A way around the jump keeps the code behind it.
        asm.JumpIf(Condition.Equal, R0, 0, next);
        write(asm, there);
        asm.Mark(next);
        asm.Exit(1);
        asm.Mark(there);
        asm.Exit(0);
        Instruction jump = asm.Assemble().Instructions[1];
        Assert.Equal((name, bytes, text), (name, Bytes(jump), jump.ToString()));
    }

    [Fact]
    public void Exit_with_a_constant_is_two_instructions()
    {
        Assembler asm = new();
        asm.Exit(-1);
        Assert.Equal("b7 00 00 00 ff ff ff ff 95 00 00 00 00 00 00 00", Bytes(asm.Assemble().Instructions));
    }

    [Fact]
    public void Instruction_is_laid_out_like_bpf_insn() => Assert.Equal(8, Unsafe.SizeOf<Instruction>());

    private static string Bytes(params Instruction[] instructions) =>
        BitConverter.ToString(MemoryMarshal.AsBytes(instructions.AsSpan()).ToArray()).Replace('-', ' ').ToLowerInvariant();
}
