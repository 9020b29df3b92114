using System.Diagnostics;
using static Fairlead.Bpf.Opcode;

namespace Fairlead.Bpf.Extended;

/// <content>Jumps. A pointer is only compared with null.</content>
public sealed partial class Interpreter
{
    private void Jump(Instruction i)
    {
        int left = (int)i.Destination, operation = OperationOf(i.Code);
        bool holds = operation == BPF_JA || (IsPointer(left)
            ? IsNull(i) == (operation == BPF_JEQ)
            : Holds(operation, Number(left), TakesX(i.Code) ? Number((int)i.Source) : (ulong)(long)i.Immediate));
        if (holds) _next += i.Offset;
    }

    // Words that are extended by their sign keep every order and every common bit.
    private void Jump32(Instruction i)
    {
        int left = (int)Number((int)i.Destination), right = TakesX(i.Code) ? (int)Number((int)i.Source) : i.Immediate;
        if (Holds(OperationOf(i.Code), (ulong)(long)left, (ulong)(long)right)) _next += i.Offset;
    }

    private static bool Holds(int operation, ulong left, ulong right) => operation switch
    {
        BPF_JEQ => left == right,
        BPF_JGT => left > right,
        BPF_JGE => left >= right,
        BPF_JSET => (left & right) != 0,
        BPF_JNE => left != right,
        BPF_JSGT => (long)left > (long)right,
        BPF_JSGE => (long)left >= (long)right,
        BPF_JLT => left < right,
        BPF_JLE => left <= right,
        BPF_JSLT => (long)left < (long)right,
        BPF_JSLE => (long)left <= (long)right,
        _ => throw new UnreachableException(),
    };

    /// <summary>Whether the pointer that is compared with 0 is null; then all its copies become the number 0.</summary>
    private bool IsNull(Instruction i)
    {
        if (OperationOf(i.Code) is not (BPF_JEQ or BPF_JNE) || TakesX(i.Code) || i.Immediate != 0)
            throw Refused("a pointer is compared with something else than 0");
        int region = _regions[(int)i.Destination];
        if (!_table[region].Unchecked) return false;
        _table[region].Unchecked = false;
        if (_table[region].Bytes.Array is not null) return false;
        for (int r = 0; r < RegisterCount; r++)
        {
            if (_regions[r] == region) Set(r, 0);
        }

        ForgetSpilled(region);
        return true;
    }
}
