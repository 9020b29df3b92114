using Fairlead.Bpf;
using Fairlead.Bpf.Extended;
using Fairlead.Rules;
using static Fairlead.Bpf.Extended.Register;

namespace Fairlead.Engines.Cgroup.Compile;

/// <summary>What becomes of rules that are limited to programs.</summary>
internal enum ProgramRules
{
    /// <summary>They match by the command name on the stack.</summary>
    ByName,

    /// <summary>They match whatever the name: where the packet, not the program, is at hand.</summary>
    ForAll,

    /// <summary>They match nothing.</summary>
    LeftOut,
}

/// <summary>Writes the code that finds the first rule that matches a call.</summary>
/// <remarks>
/// In: the address on the stack, R9 the port in host order, R8 the protocol (<see cref="Protocol"/> as a number) where rules ask
/// for it, the command name on the stack where they ask for that. Out: a jump with the rule's place in R7, or a jump to
/// the label for none. R1 to R5 are lost.
/// </remarks>
/// <param name="asm">Where the code goes.</param>
/// <param name="input">The rule set.</param>
/// <param name="verb">Whose rules are asked.</param>
internal abstract class RuleSelection(Assembler asm, CompileInput input, Verb verb)
{
    /// <summary>The words of an address that was asked in v4-mapped form, as they lie in memory.</summary>
    public const uint MappedWord = 0xFFFF_0000;

    /// <summary>The protocol that every call here has; null: R8 says it.</summary>
    public Protocol? Fixed { get; init; }

    /// <summary>What becomes of rules that are limited to programs.</summary>
    public ProgramRules Programs { get; init; }

    /// <summary>Whether only IPv4 addresses can be met.</summary>
    public bool OnlyV4 { get; init; }

    protected Assembler Asm { get; } = asm;

    protected CompileInput Input { get; } = input;

    protected Verb Verb { get; } = verb;

    /// <summary>Writes it.</summary>
    /// <param name="at">Where the address stands on the stack: 16 bytes in network order, IPv4 v4-mapped.</param>
    /// <param name="matched">Where a match goes.</param>
    /// <param name="none">Where no match goes.</param>
    public void Write(int at, Label matched, Label none)
    {
        var v6 = new Label("select IPv6");
        if (!OnlyV4)
        {
            JumpUnlessMapped(Asm, at, v6);
        }
        WriteFamily(at, v4: true, matched, none);
        if (!OnlyV4)
        {
            Asm.Mark(v6);
            WriteFamily(at, v4: false, matched, none);
        }
    }

    /// <summary>Goes to the label unless the address on the stack is v4-mapped. R1 is lost.</summary>
    public static void JumpUnlessMapped(Assembler asm, int at, Label target)
    {
        asm.Load(Size.Double, R1, R10, at);
        asm.JumpIf(Condition.NotEqual, R1, 0, target);
        asm.Load(Size.Word, R1, R10, at + 8);
        asm.JumpIf32(Condition.NotEqual, R1, MappedWord, target);
    }

    protected abstract void WriteFamily(int at, bool v4, Label matched, Label none);

    /// <summary>Goes to the label unless the call has the rule's protocol.</summary>
    protected void JumpUnlessProtocol(Protocol protocol, Label target)
    {
        if (protocol != Protocol.Any && Fixed is null)
        {
            Asm.JumpIf32(Condition.NotEqual, R8, (uint)protocol, target);
        }
    }

    /// <summary>Whether a rule can meet a call here at all.</summary>
    protected bool CanMeet(Protocol protocol, string? program) =>
        (Fixed is null || protocol == Protocol.Any || protocol == Fixed) && (program is null || Programs != ProgramRules.LeftOut);

    /// <summary>Goes to the label unless the port is in one of the ranges.</summary>
    protected void JumpUnlessPort(PortRange[] ranges, Label target)
    {
        if (ranges.Length == 0)
        {
            return;
        }
        var inside = new Label("port matches");
        foreach (var range in ranges)
        {
            JumpIfInside(range, inside);
        }
        Asm.Jump(target);
        Asm.Mark(inside);
    }

    /// <summary>Goes to the label unless the command name is the pattern's: comm is 16 bytes, the rest of them zero.</summary>
    protected void JumpUnlessProgram(string? pattern, Label target)
    {
        if (pattern is null || Programs != ProgramRules.ByName)
        {
            return;
        }
        var name = CommandPattern.Of(pattern);
        for (var word = 0; word < name.Masks.Length; word++)
        {
            if (name.Masks[word] == 0)
            {
                continue;
            }
            Asm.Load(Size.Double, R3, R10, Frame.Comm + (8 * word));
            if (name.Masks[word] != ulong.MaxValue)
            {
                Asm.LoadImmediate(R4, name.Masks[word]);
                Asm.And(R3, R4);
            }
            Asm.LoadImmediate(R4, name.Values[word]);
            Asm.JumpIf(Condition.NotEqual, R3, R4, target);
        }
    }

    private void JumpIfInside(PortRange range, Label inside)
    {
        if (range.First == range.Last)
        {
            Asm.JumpIf(Condition.Equal, R9, range.First, inside);
            return;
        }
        var outside = new Label("port is lower");
        Asm.JumpIf(Condition.Less, R9, range.First, outside);
        Asm.JumpIf(Condition.LessOrEqual, R9, range.Last, inside);
        Asm.Mark(outside);
    }
}
