namespace Fairlead.Bpf.Classic;

/// <summary>Turns statements into instructions: gives every jump its distance.</summary>
/// <remarks>
/// Theory of operation. A conditional jump holds two distances of eight bits, so a target more than 255 instructions
/// away needs a trampoline: an unconditional jump, whose distance has 32 bits, right behind the conditional one. A
/// trampoline moves apart whatever lies on both sides of it, and may so put other targets out of reach.
///
/// Since jumps go only forward, the layout runs from the last statement to the first. All that lies between a jump and
/// its targets is then in place when the jump's turn comes, trampolines included, and no distance ever changes again:
/// one pass is exact. Positions count from the end for the same reason: the position of an instruction is the number
/// of instructions from it to the end, itself included.
///
/// Limits: a jump with two far targets needs two trampolines, and the first to be placed moves the target of the other
/// arm one further away. An arm is therefore near only up to 254, one less than it could be.
/// </remarks>
internal sealed class Layout(List<Statement> statements, Dictionary<Label, int> marks)
{
    private const int NearestFar = 255;

    private Instruction[] _lastFirst = new Instruction[statements.Count + 16];
    private readonly int[] _positions = new int[statements.Count];

    /// <summary>The position of what follows the instruction that is placed next.</summary>
    private int Placed { get; set; }

    public Instruction[] Run()
    {
        for (int i = statements.Count - 1; i >= 0; i--)
        {
            Place(Resolve(statements[i]));
            _positions[i] = Placed;
        }

        Instruction[] program = new Instruction[Placed];
        for (int i = 0; i < Placed; i++) program[i] = _lastFirst[Placed - 1 - i];
        return program;
    }

    private Instruction Resolve(Statement statement)
    {
        Instruction instruction = statement.Instruction;
        if (Opcode.ClassOf(instruction.Code) != Opcode.BPF_JMP) return instruction;
        int whenTrue = Position(statement.WhenTrue), whenFalse = Position(statement.WhenFalse);
        if (instruction.Code == (Opcode.BPF_JMP | Opcode.BPF_JA)) return JumpAlways(whenTrue);

        whenFalse = Landing(whenFalse);
        whenTrue = Landing(whenTrue);
        return instruction with { Jt = (byte)(Placed - whenTrue), Jf = (byte)(Placed - whenFalse) };
    }

    /// <summary>Where an arm of the jump that is placed next must go to arrive at the target.</summary>
    private int Landing(int target)
    {
        if (Placed - target < NearestFar) return target;
        Place(JumpAlways(target));
        return Placed;
    }

    // An array, as a list of structs would be compiled at each start.
    private void Place(Instruction instruction)
    {
        if (Placed == _lastFirst.Length) Array.Resize(ref _lastFirst, 2 * Placed);
        _lastFirst[Placed++] = instruction;
    }

    private Instruction JumpAlways(int target) => new(Opcode.BPF_JMP | Opcode.BPF_JA, 0, 0, (uint)(Placed - target));

    private int Position(Label? label)
    {
        if (label is null) return Placed;
        if (marks.TryGetValue(label, out int statement) && statement < statements.Count) return _positions[statement];
        throw new BpfException($"no instruction is marked with label '{label}', but a jump goes there");
    }
}
