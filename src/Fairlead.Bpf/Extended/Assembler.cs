namespace Fairlead.Bpf.Extended;

/// <summary>Assembles a program of eBPF, statement by statement, in the order of its text.</summary>
/// <remarks>
/// The machine has eleven registers of 64 bits and a stack of 512 bytes; the kernel's verifier proves each access of memory
/// before the program is loaded. Constants of 64-bit instructions are sign-extended from 32 bits: what is
/// meant as an unsigned word is moved by <see cref="Mov32(Register, uint)"/>. Code that nothing reaches, behind an exit or a
/// jump and before the next label that some jump goes to, is left out, as the verifier refuses a program with such code. So
/// jumps go only forward. The source is Documentation/bpf/standardization/instruction-set.rst.
/// </remarks>
public sealed partial class Assembler
{
    private readonly Dictionary<Label, int> _marks = [];
    private readonly HashSet<Label> _targets = [];
    private readonly List<MapReference> _maps = [];
    private Statement[] _statements = new Statement[256];
    private int _count;
    private bool _isReached = true;

    /// <summary>Lets a label stand for the next instruction.</summary>
    public void Mark(Label label)
    {
        if (!_marks.TryAdd(label, _count)) throw new BpfException($"label '{label}' is marked twice");
        _isReached |= _targets.Contains(label);
    }

    /// <summary>The finished program.</summary>
    /// <exception cref="BpfException">A label is missing or too far, or the last instruction does not end the program.</exception>
    public Program Assemble()
    {
        Instruction[] program = new Instruction[_count];
        for (int i = 0; i < _count; i++) program[i] = Resolve(i);
        int last = _count == 0 ? 0 : program[^1].Code;
        if (last is not ((Opcode.BPF_JMP | Opcode.BPF_EXIT) or (Opcode.BPF_JMP | Opcode.BPF_JA)))
            throw new BpfException("the last instruction is neither an exit nor a jump");
        return new Program(program, [.. _maps]);
    }

    private Instruction Resolve(int index)
    {
        Statement statement = _statements[index];
        if (statement.Target is not { } target) return statement.Instruction;
        if (!_marks.TryGetValue(target, out int place) || place >= _count)
            throw new BpfException($"no instruction is marked with label '{target}', but a jump goes there");
        int distance = place - index - 1;
        return distance == (short)distance
            ? statement.Instruction with { Offset = (short)distance }
            : throw new BpfException($"label '{target}' is {distance} instructions away, and a jump reaches {short.MaxValue}");
    }

    // An array, as a list of structs would be compiled at each start.
    private void Emit(int code, Register destination, Register source, int offset, int immediate, Label? target = null)
    {
        if (!_isReached) return;
        if (target is not null) Aim(target);
        if (_count == _statements.Length) Array.Resize(ref _statements, 2 * _count);
        byte registers = (byte)((int)destination | ((int)source << 4));
        _statements[_count++] = new Statement(new Instruction((byte)code, registers, checked((short)offset), immediate), target);
    }

    private void Aim(Label target)
    {
        if (_marks.ContainsKey(target)) throw new BpfException($"a jump back to label '{target}'");
        _targets.Add(target);
    }
}
