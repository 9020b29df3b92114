using Fairlead.Bpf;
using Fairlead.Bpf.Extended;
using Fairlead.Rules;
using Fairlead.Rules.Planning;
using static Fairlead.Bpf.Extended.Register;

namespace Fairlead.Engines.Cgroup.Compile;

/// <summary>Many rules: each group is looked up in the index, and the first rule of all answers is taken.</summary>
internal sealed class IndexSelection(Assembler asm, CompileInput input, Verb verb, RuleIndex index)
    : RuleSelection(asm, input, verb)
{
    protected override void WriteFamily(int at, bool v4, Label matched, Label none)
    {
        Asm.Load(Size.Double, R1, R10, at);
        Asm.Store(Size.Double, R10, Frame.KeyAddress, R1);
        Asm.Load(Size.Double, R1, R10, at + 8);
        Asm.Store(Size.Double, R10, Frame.KeyAddress + 8, R1);
        Asm.Store(Size.Word, R10, Frame.BlockKey, RuleIndex.KeyBits);
        Asm.Mov32(R7, RuleIndex.None);
        foreach (var group in index.Groups)
        {
            var family = v4 ? 0 : 1;
            if (CanMeet(group.Shape.Protocol, group.Shape.Program)
                && (group.HasHosts[family] || group.HasBlocks[family] || group.Rest[family] != RuleIndex.None))
            {
                WriteGroup(group, v4);
            }
        }
        Asm.JumpIf32(Condition.NotEqual, R7, RuleIndex.None, matched);
        Asm.Jump(none);
    }

    private void WriteGroup(RuleGroup group, bool v4)
    {
        var (next, found) = (new Label("after the group"), new Label("found in the group"));
        SkipIfAnsweredBefore(group, next);
        JumpUnlessProtocol(group.Shape.Protocol, next);
        JumpUnlessPort(group.Shape.Ranges, next);
        JumpUnlessProgram(group.Shape.Program, next);
        Asm.Store(Size.Half, R10, Frame.HostKey, (short)(group.Number | (v4 ? RuleIndex.FamilyV4 : 0)));
        if (group.Shape.Ports == PortShape.Exact)
        {
            Asm.Store(Size.Half, R10, Frame.KeyPort, R9);
        }
        else
        {
            Asm.Store(Size.Half, R10, Frame.KeyPort, 0);
        }
        Label first = new("first of both");
        var family = v4 ? 0 : 1;
        if (group.HasHosts[family])
        {
            Lookup(index.Hosts.Map, Frame.HostKey);
            Asm.JumpIf(Condition.NotEqual, R0, 0, found);
        }
        if (group.HasBlocks[family])
        {
            Lookup(index.Blocks.Map, Frame.BlockKey);
            Asm.JumpIf(Condition.NotEqual, R0, 0, found);
        }
        if (group.Rest[family] == RuleIndex.None)
        {
            Asm.Jump(next);
        }
        Asm.Mov32(R1, group.Rest[family]);
        Asm.Jump(first);
        Asm.Mark(found);
        Asm.Load(Size.Word, R1, R0, 0);
        Asm.Mark(first);
        Asm.JumpIf(Condition.GreaterOrEqual, R1, R7, next);
        Asm.Mov(R7, R1);
        Asm.Mark(next);
    }

    // The groups are in the order of their first rules: one whose first rule comes later than the answer has no better one.
    private void SkipIfAnsweredBefore(RuleGroup group, Label next)
    {
        if (group.Number > 0)
        {
            Asm.JumpIf32(Condition.Less, R7, (uint)group.Rules[0], next);
        }
    }

    private void Lookup(MapDefinition map, int key)
    {
        Asm.LoadMap(R1, map);
        Asm.Mov(R2, R10);
        Asm.Add(R2, key);
        Asm.Call(HelperFunction.MapLookup);
    }
}
