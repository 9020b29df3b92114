using static Fairlead.Bpf.Opcode;

namespace Fairlead.Bpf.Extended;

/// <summary>What the verifier sees without running a program: shapes of instructions, jump targets, dead code.</summary>
/// <remarks>It knows the instructions of Linux 5.8; what came later (signed division, bswap, gotol, ...) is refused.</remarks>
internal static class ProgramCheck
{
    /// <exception cref="BpfException">No kernel would load the program.</exception>
    public static void Check(Program program)
    {
        Instruction[] text = program.Instructions;
        bool[] second = new bool[text.Length];
        for (int i = 0; i < text.Length; i++)
        {
            if (!IsKnown(text[i])) throw Refused(text, i, "no such instruction");
            if (!IsLong(text[i])) continue;
            if (i + 1 == text.Length || text[i + 1] is not { Code: 0, Registers: 0, Offset: 0 })
                throw Refused(text, i, "no second half follows");
            second[++i] = true;
        }

        CheckMaps(program);
        CheckReach(text, second);
    }

    public static BpfException Refused(Instruction[] text, int index, string reason) =>
        new($"the verifier refuses instruction {index:d4}, '{text[index]}': {reason}");

    private static bool IsLong(Instruction i) => i.Code == (BPF_LD | BPF_IMM | BPF_DW);

    private static bool IsKnown(Instruction i) => i.Destination <= Register.R10 && ClassOf(i.Code) switch
    {
        BPF_ALU or BPF_ALU64 => i.Offset == 0 && i.Destination != Register.R10 && IsAlu(i),
        BPF_JMP or BPF_JMP32 => i.Source <= Register.R10 && IsJump(i),
        BPF_LD => IsLong(i) && i.Offset == 0 && i.Destination != Register.R10 && (int)i.Source <= 2,
        BPF_LDX => ModeOf(i) == BPF_MEM && i.Source <= Register.R10 && i.Destination != Register.R10 && i.Immediate == 0,
        BPF_ST => ModeOf(i) == BPF_MEM && i.Source == 0,
        _ => i.Source <= Register.R10 && i.Immediate == 0 && (ModeOf(i) == BPF_MEM || IsAtomicAdd(i)),
    };

    private static int ModeOf(Instruction i) => i.Code & 0xe0;

    private static bool IsAtomicAdd(Instruction i) =>
        i.Code is (BPF_STX | BPF_ATOMIC | BPF_W) or (BPF_STX | BPF_ATOMIC | BPF_DW);

    private static bool IsAlu(Instruction i)
    {
        int bits = ClassOf(i.Code) == BPF_ALU ? 32 : 64;
        bool hasOperand = TakesX(i.Code) ? i.Source <= Register.R10 && i.Immediate == 0 : i.Source == 0;
        return OperationOf(i.Code) switch
        {
            BPF_END => bits == 32 && i.Source == 0 && i.Immediate is 16 or 32 or 64,
            BPF_NEG => !TakesX(i.Code) && i.Source == 0 && i.Immediate == 0,
            BPF_DIV or BPF_MOD => hasOperand && (TakesX(i.Code) || i.Immediate != 0),
            BPF_LSH or BPF_RSH or BPF_ARSH => hasOperand && (uint)i.Immediate < bits,
            > BPF_END => false,
            _ => hasOperand,
        };
    }

    private static bool IsJump(Instruction i) => (int)i.Code switch
    {
        BPF_JMP | BPF_JA => i is { Registers: 0, Immediate: 0 },
        BPF_JMP | BPF_CALL => i is { Registers: 0, Offset: 0 } && Enum.IsDefined((HelperFunction)i.Immediate),
        BPF_JMP | BPF_EXIT => i is { Registers: 0, Offset: 0, Immediate: 0 },
        _ => IsCondition(i) && (TakesX(i.Code) ? i.Immediate == 0 : i.Source == 0),
    };

    private static bool IsCondition(Instruction i) =>
        OperationOf(i.Code) is not (BPF_JA or BPF_CALL or BPF_EXIT or > BPF_JSLE);

    private static void CheckMaps(Program program)
    {
        Instruction[] text = program.Instructions;
        foreach (MapReference reference in program.Maps)
        {
            Instruction i = text[reference.Index];
            if (!IsLong(i) || i.Source == 0) throw Refused(text, reference.Index, $"a reference to map '{reference.Map}' here");
        }

        int references = text.Count(i => IsLong(i) && i.Source != 0);
        if (references != program.Maps.Length)
            throw new BpfException($"{references} instructions load maps, but {program.Maps.Length} maps are referred to");
    }

    /// <summary>Follows every way through the program: each must end, and together they must pass everywhere.</summary>
    private static void CheckReach(Instruction[] text, bool[] second)
    {
        bool[] reached = new bool[text.Length];
        Stack<int> starts = new([0]);
        while (starts.TryPop(out int i))
        {
            for (; ; i += IsLong(text[i]) ? 2 : 1)
            {
                if (i < 0 || i >= text.Length || second[i]) throw new BpfException($"a way through the program leads to {i:d4}");
                if (reached[i]) break;
                reached[i] = true;
                if (text[i].Code == (BPF_JMP | BPF_EXIT)) break;
                if (!Branches(text[i])) continue;
                starts.Push(i + 1 + text[i].Offset);
                if (text[i].Code == (BPF_JMP | BPF_JA)) break;
            }
        }

        for (int i = 0; i < text.Length; i++)
        {
            if (!reached[i] && !second[i]) throw Refused(text, i, "no way leads here");
        }
    }

    private static bool Branches(Instruction i) =>
        ClassOf(i.Code) is BPF_JMP or BPF_JMP32 && i.Code is not ((BPF_JMP | BPF_CALL) or (BPF_JMP | BPF_EXIT));
}
