using System.Runtime.InteropServices;
using Fairlead.Bpf.Classic;

namespace Fairlead.Bpf.Tests.Classic;

public class InterpreterTests
{
    /// <summary>Instructions that the kernel does not load as a part of a seccomp filter.</summary>
    public static TheoryData<ushort, uint, string> Refused { get; } = new()
    {
        { 0x28, 0, "ldh [0]" },
        { 0x40, 0, "ld [x + 0]" },
        { 0xb1, 0, "ldxb 4*([0]&0xf)" },
        { 0x20, 2, "ld [2]" },
        { 0x20, 64, "ld [64]" },
        { 0x20, 0xfffffffc, "ld [4294967292]" },
        { 0x60, 16, "ld M[16]" },
        { 0x34, 0, "div #0x0" },
        { 0x94, 3, "mod #0x3" },
        { 0x64, 32, "lsh #0x20" },
        { 0x0e, 0, "invalid 0x000e, 0, 0, #0x0" },
        { 0x106, 0, "invalid 0x0106, 0, 0, #0x0" },
        { 0x1015, 0, "invalid 0x1015, 0, 0, #0x0" },
    };

    [Fact]
    public void Programs_do_what_their_steps_do()
    {
        HashSet<uint> answers = [];
        for (int seed = 0; seed < 1000; seed++)
        {
            RandomProgram random = new(seed, length: 8 + seed);
            Assembler asm = new();
            random.Write(asm);
            Instruction[] program = asm.Assemble();
            for (int i = 0; i < 8; i++)
            {
                uint[] data = RandomData(new Random(seed * 8 + i));
                uint answer = Interpreter.Run(program, MemoryMarshal.AsBytes(data.AsSpan()));
                Assert.True(random.Evaluate(data) == answer, $"seed {seed}, data {i}");
                answers.Add(answer);
            }
        }

        Assert.InRange(answers.Count, 500, int.MaxValue);
    }

    [Fact]
    public void Division_by_a_zero_register_returns_0()
    {
        Assembler asm = new();
        asm.LoadXImm(0);
        asm.Div(Operand.X);
        asm.Return(1);
        Assert.Equal(0u, Interpreter.Run(asm.Assemble(), []));
    }

    [Fact]
    public void Length_is_that_of_the_data()
    {
        Assembler asm = new();
        asm.LoadXLen();
        asm.Txa();
        asm.ReturnA();
        Assert.Equal(64u, Interpreter.Run(asm.Assemble(), new byte[64]));
    }

    [Theory]
    [MemberData(nameof(Refused))]
    public void What_seccomp_refuses_is_refused(ushort code, uint k, string text)
    {
        Instruction[] program = [new(code, 0, 0, k), new(6, 0, 0, 0)];
        var error = Assert.Throws<BpfException>(() => Interpreter.Run(program, new byte[64]));
        Assert.Equal($"seccomp refuses the instruction '{text}'", error.Message);
    }

    [Fact]
    public void Jump_past_the_end_is_refused() => Assert.Equal(
        "the program runs past its end",
        Assert.Throws<BpfException>(() => Interpreter.Run([new(5, 0, 0, uint.MaxValue)], [])).Message);

    private static uint[] RandomData(Random random) =>
        [.. Enumerable.Range(0, 16).Select(_ => (uint)(random.Next(2) == 0 ? random.Next(4) : random.NextInt64()))];
}
