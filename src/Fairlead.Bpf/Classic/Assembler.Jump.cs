using static Fairlead.Bpf.Opcode;

namespace Fairlead.Bpf.Classic;

// |msb      lsb|
// +----+-+-----+
// | op |s| cls |   op: JA JEQ JGT JGE JSET   s: K X   cls: JMP
// | 4  |1|  3  |
// +----+-+-----+

/// <content>Jumps, at any distance. Without a label for its outcome, a condition falls through.</content>
public sealed partial class Assembler
{
    /// <summary>Goes to the target.</summary>
    public void Jump(Label target) => EmitJump(BPF_JA, 0, target, null);

    /// <summary>Is A == operand?</summary>
    public void JumpIfEqual(Operand operand, Label? whenTrue = null, Label? whenFalse = null) =>
        EmitJump(BPF_JEQ, operand, whenTrue, whenFalse);

    /// <summary>Is A > operand, unsigned?</summary>
    public void JumpIfGreater(Operand operand, Label? whenTrue = null, Label? whenFalse = null) =>
        EmitJump(BPF_JGT, operand, whenTrue, whenFalse);

    /// <summary>Is A >= operand, unsigned?</summary>
    public void JumpIfGreaterOrEqual(Operand operand, Label? whenTrue = null, Label? whenFalse = null) =>
        EmitJump(BPF_JGE, operand, whenTrue, whenFalse);

    /// <summary>Is any bit of operand set in A?</summary>
    public void JumpIfSet(Operand operand, Label? whenTrue = null, Label? whenFalse = null) =>
        EmitJump(BPF_JSET, operand, whenTrue, whenFalse);

    private void EmitJump(int condition, Operand operand, Label? whenTrue, Label? whenFalse)
    {
        Forward(whenTrue);
        Forward(whenFalse);
        Emit(BPF_JMP | condition | operand.Source, operand.K, whenTrue, whenFalse);
    }

    private void Forward(Label? target)
    {
        if (target is not null && _marks.ContainsKey(target))
            throw new BpfException($"a jump back to label '{target}': classic BPF jumps only forward");
    }
}
