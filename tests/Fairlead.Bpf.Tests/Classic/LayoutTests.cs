using Fairlead.Bpf.Classic;

namespace Fairlead.Bpf.Tests.Classic;

/// <summary>Conditional jumps whose targets are about, or beyond, the 255 instructions that they can reach.</summary>
public class LayoutTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(253)]
    [InlineData(254)]
    [InlineData(255)]
    [InlineData(256)]
    [InlineData(300)]
    [InlineData(3000)]
    public void Far_arm_arrives_and_near_arm_falls_through(int gap)
    {
        AssertArms((asm, far) => asm.JumpIfEqual(1, whenTrue: far), gap, whenTrue: 2, whenFalse: 1);
        AssertArms((asm, far) => asm.JumpIfEqual(1, whenFalse: far), gap, whenTrue: 1, whenFalse: 2);
        AssertArms((asm, far) => asm.JumpIfEqual(1, far, far), gap, whenTrue: 2, whenFalse: 2);
    }

    [Fact]
    public void Both_arms_arrive_whatever_their_distances()
    {
        for (int first = 250; first < 260; first++)
        {
            for (int second = 0; second < 6; second++)
            {
                Assert.Equal((2u, 3u), BothArms(first, second, swapped: false));
                Assert.Equal((3u, 2u), BothArms(first, second, swapped: true));
            }
        }
    }

    [Fact]
    public void Near_jumps_cost_no_trampoline() => Assert.Equal(1 + 1 + 254 + 1, EqualProgram(254).Length);

    [Fact]
    public void Far_arm_costs_one_trampoline() => Assert.Equal(1 + 2 + 255 + 1, EqualProgram(255).Length);

    [Fact]
    public void Trampolines_of_inner_jumps_push_the_targets_of_outer_ones_away()
    {
        Assembler asm = new();
        Label end = new("end");
        asm.LoadAbs(0);
        for (uint value = 0; value < 300; value++) asm.JumpIfEqual(value, end);
        asm.Return(1);
        asm.Mark(end);
        asm.Return(2);
        Instruction[] program = asm.Assemble();
        for (uint value = 0; value < 302; value++)
            Assert.Equal(value < 300 ? 2u : 1u, Interpreter.Run(program, BitConverter.GetBytes(value)));
    }

    private static void AssertArms(Action<Assembler, Label> jump, int gap, uint whenTrue, uint whenFalse)
    {
        Instruction[] program = FarProgram(gap, jump);
        Assert.Equal(whenTrue, Interpreter.Run(program, BitConverter.GetBytes(1)));
        Assert.Equal(whenFalse, Interpreter.Run(program, BitConverter.GetBytes(0)));
    }

    private static Instruction[] EqualProgram(int gap) => FarProgram(gap, (asm, far) => asm.JumpIfEqual(1, far));

    /// <summary>A jump, as many returns of 1 as the gap is wide, and the target, which returns 2.</summary>
    private static Instruction[] FarProgram(int gap, Action<Assembler, Label> jump)
    {
        Assembler asm = new();
        Label far = new("far");
        asm.LoadAbs(0);
        jump(asm, far);
        Fill(asm, gap);
        asm.Mark(far);
        asm.Return(2);
        return asm.Assemble();
    }

    private static (uint True, uint False) BothArms(int first, int second, bool swapped)
    {
        Assembler asm = new();
        Label two = new("two"), three = new("three");
        asm.LoadAbs(0);
        asm.JumpIfEqual(1, swapped ? three : two, swapped ? two : three);
        Fill(asm, first);
        asm.Mark(two);
        asm.Return(2);
        Fill(asm, second);
        asm.Mark(three);
        asm.Return(3);
        Instruction[] program = asm.Assemble();
        return (Interpreter.Run(program, BitConverter.GetBytes(1)), Interpreter.Run(program, BitConverter.GetBytes(0)));
    }

    private static void Fill(Assembler asm, int count)
    {
        for (int i = 0; i < count; i++) asm.Return(1);
    }
}
