namespace Fairlead.Bpf.Classic;

/// <summary>Assembles a program of classic BPF, statement by statement, in the order of its text.</summary>
/// <remarks>
/// The machine has an accumulator A, a register X, 16 words of scratch memory M[], and read-only data. Jumps go forward
/// only, so that every program ends. seccomp allows a part of this: loads of aligned words from struct seccomp_data,
/// and all else but <see cref="LoadInd"/>, <see cref="LoadXMsh"/> and <see cref="Mod"/>.
/// </remarks>
public sealed partial class Assembler
{
    private readonly List<Statement> _statements = [];
    private readonly Dictionary<Label, int> _marks = [];

    /// <summary>Lets a label stand for the next instruction.</summary>
    public void Mark(Label label)
    {
        if (!_marks.TryAdd(label, _statements.Count)) throw new BpfException($"label '{label}' is marked twice");
    }

    /// <summary>The finished program, ready for the kernel.</summary>
    /// <exception cref="BpfException">A label is missing, or the kernel would refuse the program.</exception>
    public Instruction[] Assemble()
    {
        Instruction[] program = new Layout(_statements, _marks).Run();
        if (program.Length > Opcode.BPF_MAXINSNS)
            throw new BpfException($"{program.Length} instructions, more than the kernel's {Opcode.BPF_MAXINSNS}");
        if (program.Length == 0 || Opcode.ClassOf(program[^1].Code) != Opcode.BPF_RET)
            throw new BpfException("the last instruction is not a return");
        return program;
    }

    private void Emit(int code, uint k = 0, Label? whenTrue = null, Label? whenFalse = null) =>
        _statements.Add(new Statement(new Instruction((ushort)code, 0, 0, k), whenTrue, whenFalse));
}
