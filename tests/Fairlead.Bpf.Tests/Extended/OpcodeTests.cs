using System.Buffers.Binary;
using Fairlead.Bpf.Extended;

namespace Fairlead.Bpf.Tests.Extended;

/// <summary>What the interpreter does with each operation, conditions and loads included.</summary>
public class OpcodeTests
{
    private const ulong Low = 0x0123456789abcdef, High = 0xfedcba9876543210;

    /// <summary>Code, left, right, result: the code takes a register, and the constant form is tried where it can be.</summary>
    public static TheoryData<byte, ulong, ulong, ulong> Alu64 { get; } = new()
    {
        { 0x0f, ulong.MaxValue, 2, 1 },
        { 0x1f, 1, 2, ulong.MaxValue },
        { 0x2f, Low, High, unchecked(Low * High) },
        { 0x3f, High, 10, High / 10 },
        { 0x3f, High, 0, 0 },
        { 0x3f, 7, ulong.MaxValue, 0 },
        { 0x4f, Low, High, ulong.MaxValue },
        { 0x5f, Low, 0xffff, 0xcdef },
        { 0x5f, Low, 0xffffffffffff0000, 0x0123456789ab0000 },
        { 0x6f, Low, 8, 0x23456789abcdef00 },
        { 0x6f, Low, 64 + 8, 0x23456789abcdef00 },
        { 0x7f, High, 60, 0xf },
        { 0x9f, High, 10, High % 10 },
        { 0x9f, High, 0, High },
        { 0xaf, Low, Low, 0 },
        { 0xbf, Low, 5, 5 },
        { 0xbf, Low, ulong.MaxValue, ulong.MaxValue },
        { 0xcf, High, 60, ulong.MaxValue },
        { 0xcf, Low, 56, 1 },
    };

    /// <summary>The same of 32 bits, which leave the upper half clear.</summary>
    public static TheoryData<byte, ulong, ulong, ulong> Alu32 { get; } = new()
    {
        { 0x0c, 0xaaaa_ffff_ffff, 2, 1 },
        { 0x1c, 0xaaaa_0000_0001, 2, 0xffff_ffff },
        { 0x2c, Low, High, unchecked((uint)Low * (uint)High) },
        { 0x3c, High, 10, 0x76543210 / 10 },
        { 0x3c, High, 0, 0 },
        { 0x3c, High, 1ul << 32, 0 },
        { 0x4c, Low, High, 0xffff_ffff },
        { 0x5c, Low, 0xffff_ffff_ffff_0000, 0x89ab0000 },
        { 0x6c, Low, 8, 0xabcdef00 },
        { 0x6c, Low, 32 + 8, 0xabcdef00 },
        { 0x7c, Low, 28, 8 },
        { 0x9c, Low, 10, 0x89abcdef % 10 },
        { 0x9c, Low, 0, 0x89abcdef },
        { 0xac, Low, 1, 0x89abcdee },
        { 0xbc, High, Low, 0x89abcdef },
        { 0xbc, High, ulong.MaxValue, 0xffff_ffff },
        { 0xcc, Low, 28, 0xffff_fff8 },
        { 0xcc, High, 28, 7 },
    };

    /// <summary>Code, constant, operand, result.</summary>
    public static TheoryData<byte, int, ulong, ulong> Unary { get; } = new()
    {
        { 0x87, 0, 1, ulong.MaxValue },
        { 0x84, 0, 0xaaaa_0000_0001, 0xffff_ffff },
        { 0xdc, 16, Low, 0xefcd },
        { 0xdc, 32, Low, 0xefcdab89 },
        { 0xdc, 64, Low, 0xefcdab8967452301 },
        { 0xd4, 16, Low, 0xcdef },
        { 0xd4, 32, Low, 0x89abcdef },
        { 0xd4, 64, Low, Low },
    };

    /// <summary>Operation, left, right, and what 64 and 32 bits say.</summary>
    public static TheoryData<byte, ulong, ulong, bool, bool> Conditions { get; } = new()
    {
        { 0x10, 5, 5, true, true },
        { 0x10, 1ul << 32 | 5, 5, false, true },
        { 0x50, 5, 5, false, false },
        { 0x50, 1ul << 32 | 5, 5, true, false },
        { 0x20, 6, 5, true, true },
        { 0x20, 5, 5, false, false },
        { 0x20, ulong.MaxValue, 5, true, true },
        { 0x20, 1ul << 32, 5, true, false },
        { 0x20, 0x8000_0000, 5, true, true },
        { 0x30, 5, 5, true, true },
        { 0x30, 4, 5, false, false },
        { 0x30, 4, ulong.MaxValue, false, false },
        { 0x40, 4, 6, true, true },
        { 0x40, 1, 6, false, false },
        { 0x40, 1ul << 40, ulong.MaxValue, true, false },
        { 0x60, 6, 5, true, true },
        { 0x60, ulong.MaxValue, 5, false, false },
        { 0x60, 0x8000_0000, 5, true, false },
        { 0x60, 5, ulong.MaxValue, true, true },
        { 0x70, 5, 5, true, true },
        { 0x70, 0x8000_0000, 5, true, false },
        { 0xa0, 4, 5, true, true },
        { 0xa0, 5, 5, false, false },
        { 0xa0, 5, ulong.MaxValue, true, true },
        { 0xb0, 5, 5, true, true },
        { 0xb0, 6, 5, false, false },
        { 0xc0, ulong.MaxValue, 5, true, true },
        { 0xc0, 0xffff_ffff, 5, false, true },
        { 0xc0, 5, 5, false, false },
        { 0xd0, 5, 5, true, true },
        { 0xd0, 0xffff_ffff, 5, false, true },
        { 0xd0, 6, 5, false, false },
    };

    [Theory]
    [MemberData(nameof(Alu64))]
    [MemberData(nameof(Alu32))]
    public void Operation_computes(byte code, ulong left, ulong right, ulong expected)
    {
        Assert.Equal(expected, Compute(left, right, new(code, 0x10, 0, 0)));
        byte constantCode = (byte)(code & ~0x08);
        bool isShift = (code & 0xf0) is 0x60 or 0x70 or 0xc0, isDivision = (code & 0xf0) is 0x30 or 0x90;
        bool fits = right == (ulong)(int)right || ((code & 7) == 4 && right <= uint.MaxValue);
        bool allowed = isShift ? right < ((code & 7) == 4 ? 32u : 64u) : !isDivision || right != 0;
        if (fits && allowed) Assert.Equal(expected, Compute(left, 0, new(constantCode, 0, 0, (int)right)));
    }

    [Theory]
    [MemberData(nameof(Unary))]
    public void Operation_of_one_operand_computes(byte code, int constant, ulong operand, ulong expected) =>
        Assert.Equal(expected, Compute(operand, 0, new(code, 0, 0, constant)));

    [Theory]
    [MemberData(nameof(Conditions))]
    public void Condition_holds(byte operation, ulong left, ulong right, bool on64, bool on32)
    {
        AssertJump(on64, left, right, new((byte)(operation | 0x0d), 0x10, 2, 0));
        AssertJump(on32, left, right, new((byte)(operation | 0x0e), 0x10, 2, 0));
        if (right != (ulong)(int)right) return;
        AssertJump(on64, left, 0, new((byte)(operation | 0x05), 0, 2, (int)right));
        AssertJump(on32, left, 0, new((byte)(operation | 0x06), 0, 2, (int)right));
    }

    [Theory]
    [InlineData(Size.Byte, 0xef)]
    [InlineData(Size.Half, 0xcdef)]
    [InlineData(Size.Word, 0x89abcdef)]
    [InlineData(Size.Double, Low)]
    public void Load_extends_by_zeros(Size size, ulong expected)
    {
        Assembler asm = new();
        asm.LoadImmediate(Register.R1, Low);
        asm.Store(Size.Double, Register.R10, -8, Register.R1);
        asm.Load(size, Register.R0, Register.R10, -8);
        asm.Exit();
        Assert.Equal(expected, TestRun.Number(asm));
    }

    [Theory]
    [InlineData(Size.Byte, 0x00000000000000ff, 0xfffffffffffffff0)]
    [InlineData(Size.Half, 0x000000000000ffff, 0xfffffffffffffff0)]
    [InlineData(Size.Word, 0x00000000ffffffff, 0xfffffffffffffff0)]
    [InlineData(Size.Double, ulong.MaxValue, 0xfffffffffffffff0)]
    public void Store_leaves_the_bytes_beside(Size size, ulong mask, ulong stored)
    {
        foreach (bool constant in new[] { false, true })
        {
            Assembler asm = new();
            asm.LoadImmediate(Register.R1, Low);
            asm.Store(Size.Double, Register.R10, -8, Register.R1);
            asm.LoadImmediate(Register.R2, stored);
            if (constant) asm.Store(size, Register.R10, -8, (int)stored);
            else asm.Store(size, Register.R10, -8, Register.R2);
            asm.Load(Size.Double, Register.R0, Register.R10, -8);
            asm.Exit();
            Assert.Equal((Low & ~mask) | (stored & mask), TestRun.Number(asm));
        }
    }

    [Theory]
    [InlineData(Size.Word, 0x01234567ffffffee)]
    [InlineData(Size.Double, unchecked(Low + 0xaaaa_7654_31ff))]
    public void Atomic_addition_adds(Size size, ulong expected)
    {
        Assembler asm = new();
        asm.LoadImmediate(Register.R1, Low);
        asm.Store(Size.Double, Register.R10, -16, Register.R1);
        asm.LoadImmediate(Register.R2, 0xaaaa_7654_31ff);
        asm.AtomicAdd(size, Register.R10, -16, Register.R2);
        asm.Load(Size.Double, Register.R0, Register.R10, -16);
        asm.Exit();
        Assert.Equal(expected, TestRun.Number(asm));
    }

    [Fact]
    public void Context_is_read_and_written()
    {
        Assembler asm = new();
        asm.Load(Size.Half, Register.R2, Register.R1, 24);
        asm.ToBigEndian(Register.R2, 16);
        asm.Mov(Register.R3, 0x1234);
        asm.Store(Size.Word, Register.R1, 4, Register.R3);
        asm.Mov(Register.R0, Register.R2);
        asm.Exit();
        byte[] context = new byte[72];
        BinaryPrimitives.WriteUInt16BigEndian(context.AsSpan(24), 8080);
        Interpreter interpreter = new(asm.Assemble(), ContextLayout.SockAddr4, new MapMemory());
        Assert.Equal(8080, interpreter.Run(context, new KernelAnswers()));
        Assert.Equal(0x1234u, BitConverter.ToUInt32(context, 4));
    }

    private static ulong Compute(ulong left, ulong right, Instruction operation) => TestRun.Number(
        [.. TestRun.Constant(0, left), .. TestRun.Constant(1, right), operation, TestRun.Exit]);

    private static void AssertJump(bool expected, ulong left, ulong right, Instruction jump) => Assert.True(
        (TestRun.Number(
        [
            .. TestRun.Constant(0, left), .. TestRun.Constant(1, right),
            jump,
            new(0xb7, 0, 0, 0), TestRun.Exit,
            new(0xb7, 0, 0, 1), TestRun.Exit,
        ]) == 1) == expected,
        $"{jump} with {left:x} and {right:x}");
}
