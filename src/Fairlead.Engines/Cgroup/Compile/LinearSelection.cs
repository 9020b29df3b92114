using Fairlead.Bpf;
using Fairlead.Bpf.Extended;
using Fairlead.Rules;
using static Fairlead.Bpf.Extended.Register;

namespace Fairlead.Engines.Cgroup.Compile;

/// <summary>Few rules: each is compared in turn, in code.</summary>
internal sealed class LinearSelection(Assembler asm, CompileInput input, Verb verb) : RuleSelection(asm, input, verb)
{
    protected override void WriteFamily(int at, bool v4, Label matched, Label none)
    {
        if (v4)
        {
            Asm.Load(Size.Word, R1, R10, at + 12);
            Asm.ToBigEndian(R1, 32);
        }
        else
        {
            Asm.Load(Size.Double, R1, R10, at);
            Asm.ToBigEndian(R1, 64);
            Asm.Load(Size.Double, R2, R10, at + 8);
            Asm.ToBigEndian(R2, 64);
        }
        for (var i = 0; i < Input.Rules.Length; i++)
        {
            var coverage = Coverage.Of(Input.Rules[i]);
            var rule = Input.Rules[i].Rule;
            if (rule.Verb == Verb && CanMeet(rule.Protocol, rule.Program) && coverage.Reaches(v4))
            {
                WriteRule(i, rule, coverage, v4, matched);
            }
        }
        Asm.Jump(none);
    }

    private void WriteRule(int place, Rule rule, Coverage coverage, bool v4, Label matched)
    {
        var next = new Label("after the rule");
        JumpUnlessProtocol(rule.Protocol, next);
        JumpUnlessPort(rule.Match.Ports.Items, next);
        JumpUnlessAddress(coverage, v4, next);
        JumpUnlessProgram(rule.Program, next);
        Asm.Mov32(R7, (uint)place);
        Asm.Jump(matched);
        Asm.Mark(next);
    }

    private void JumpUnlessAddress(Coverage coverage, bool v4, Label next)
    {
        if (coverage.Everything)
        {
            return;
        }
        var inside = new Label("address matches");
        foreach (var block in coverage.BlocksOf(v4))
        {
            var outside = new Label("not in the block");
            JumpUnlessIn(block, outside);
            Asm.Jump(coverage.Not ? next : inside);
            Asm.Mark(outside);
        }
        if (!coverage.Not)
        {
            Asm.Jump(next);
        }
        Asm.Mark(inside);
    }

    private void JumpUnlessIn(Network block, Label outside)
    {
        if (block.Address.IsV4)
        {
            JumpUnlessBits(R1, block.Address.Low << 32, block.PrefixLength, outside, is32: true);
            return;
        }
        JumpUnlessBits(R1, block.Address.High, Math.Min(64, block.PrefixLength), outside, is32: false);
        JumpUnlessBits(R2, block.Address.Low, Math.Max(0, block.PrefixLength - 64), outside, is32: false);
    }

    /// <summary>Goes to the label unless the first bits of the register are those of the value.</summary>
    private void JumpUnlessBits(Register register, ulong value, int bits, Label outside, bool is32)
    {
        var width = is32 ? 32 : 64;
        value >>= 64 - width;
        if (bits == 0)
        {
            return;
        }
        if (bits < width)
        {
            Asm.Mov(R3, register);
            Asm.Rsh(R3, width - bits);
            (register, value) = (R3, value >> (width - bits));
        }
        if (is32)
        {
            Asm.JumpIf32(Condition.NotEqual, register, (uint)value, outside);
            return;
        }
        Asm.LoadImmediate(R4, value);
        Asm.JumpIf(Condition.NotEqual, register, R4, outside);
    }
}
