using static Fairlead.Bpf.Opcode;

namespace Fairlead.Bpf.Extended;

// |msb      lsb|
// +----+-+-----+
// | op |s| cls |   op: JA JEQ JNE JGT JGE JLT JLE JSET JSLT JSGE CALL EXIT   s: K X   cls: JMP JMP32
// | 4  |1|  3  |
// +----+-+-----+

/// <content>Jumps, calls of the kernel, and the end. A condition that does not hold falls through.</content>
public sealed partial class Assembler
{
    /// <summary>Goes to the target.</summary>
    public void Jump(Label target)
    {
        Emit(BPF_JMP | BPF_JA, 0, 0, 0, 0, target);
        _isReached = false;
    }

    /// <summary>Goes to the target if the condition holds between the register and the constant, sign-extended.</summary>
    public void JumpIf(Condition condition, Register left, int right, Label target) =>
        Emit(BPF_JMP | (int)condition, left, 0, 0, right, target);

    /// <summary>Goes to the target if the condition holds between the registers.</summary>
    public void JumpIf(Condition condition, Register left, Register right, Label target) =>
        Emit(BPF_JMP | (int)condition | BPF_X, left, right, 0, 0, target);

    /// <summary>Goes to the target if the condition holds between the low half of the register and the constant.</summary>
    public void JumpIf32(Condition condition, Register left, uint right, Label target) =>
        Emit(BPF_JMP32 | (int)condition, left, 0, 0, (int)right, target);

    /// <summary>Calls a function of the kernel: arguments in R1 to R5, result in R0.</summary>
    public void Call(HelperFunction function) => Emit(BPF_JMP | BPF_CALL, 0, 0, 0, (int)function);

    /// <summary>Ends the program with the value of R0.</summary>
    public void Exit()
    {
        Emit(BPF_JMP | BPF_EXIT, 0, 0, 0, 0);
        _isReached = false;
    }

    /// <summary>Ends the program with a constant.</summary>
    public void Exit(int result)
    {
        Mov(Register.R0, result);
        Exit();
    }
}
