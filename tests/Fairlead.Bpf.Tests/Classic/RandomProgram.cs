using Fairlead.Bpf.Classic;

namespace Fairlead.Bpf.Tests.Classic;

/// <summary>A random program with two ways to its answer: instructions, and the same steps as plain code.</summary>
/// <remarks>Every return answers with the number of its step, so that an answer tells which path was taken.</remarks>
internal sealed class RandomProgram
{
    private readonly Random _random;
    private readonly Label[] _labels;
    private readonly List<Step> _steps = [];

    public RandomProgram(int seed, int length)
    {
        _random = new Random(seed);
        _labels = [.. Enumerable.Range(0, length).Select(i => new Label($"step {i}"))];
        // The kernel wants scratch memory stored to before it is loaded from.
        for (uint word = 0; word < 4; word++) _steps.Add(Store(word));
        while (_steps.Count < length - 1) _steps.Add(Any());
        _steps.Add(Return());
    }

    public void Write(Assembler asm)
    {
        for (int i = 0; i < _steps.Count; i++)
        {
            asm.Mark(_labels[i]);
            _steps[i].Write(asm);
        }
    }

    public uint Evaluate(uint[] data)
    {
        Machine machine = new(data);
        while (machine.Answer is null) _steps[machine.Next++].Run(machine);
        return machine.Answer.Value;
    }

    private Step Any() => _random.Next(64) switch
    {
        < 12 => Load((uint)_random.Next(12)),
        < 36 => Condition(_random.Next(4), _random.Next(3) == 0),
        < 40 => Jump(Forward()),
        < 46 => Arithmetic(_random.Next(10), Constant(), _random.Next(2) == 0),
        < 50 => Store((uint)_random.Next(4)),
        < 54 => new Step(asm => asm.LoadXMem(2), m => m.X = m.Scratch[2]),
        < 57 => new Step(asm => asm.LoadMem(3), m => m.A = m.Scratch[3]),
        < 60 => new Step(asm => asm.Tax(), m => m.X = m.A),
        < 63 => new Step(asm => asm.Txa(), m => m.A = m.X),
        _ => Return(),
    };

    /// <summary>Loads a word of an argument, which is what differs from call to call.</summary>
    private static Step Load(uint word) => new(asm => asm.LoadAbs(16 + 4 * word), m => m.A = m.Data[4 + word]);

    private static Step Store(uint word) => new(asm => asm.Store(word), m => m.Scratch[word] = m.A);

    private Step Jump(int target) => new(asm => asm.Jump(_labels[target]), m => m.Next = target);

    private Step Return()
    {
        uint answer = 0x00050000 | (uint)(_steps.Count + 1);
        return new Step(asm => asm.Return(answer), m => m.Answer = answer);
    }

    private Step Condition(int kind, bool takesX)
    {
        uint k = Constant();
        int? yes = MaybeForward(), no = MaybeForward();
        Operand operand = takesX ? Operand.X : k;
        Label? whenTrue = yes is null ? null : _labels[yes.Value], whenFalse = no is null ? null : _labels[no.Value];
        Action<Assembler> write = kind switch
        {
            0 => asm => asm.JumpIfEqual(operand, whenTrue, whenFalse),
            1 => asm => asm.JumpIfGreater(operand, whenTrue, whenFalse),
            2 => asm => asm.JumpIfGreaterOrEqual(operand, whenTrue, whenFalse),
            _ => asm => asm.JumpIfSet(operand, whenTrue, whenFalse),
        };
        return new Step(write, m => m.Next = (Holds(kind, m.A, takesX ? m.X : k) ? yes : no) ?? m.Next);
    }

    private static bool Holds(int kind, uint a, uint operand) => kind switch
    {
        0 => a == operand,
        1 => a > operand,
        2 => a >= operand,
        _ => (a & operand) != 0,
    };

    private static Step Arithmetic(int kind, uint constant, bool takesX)
    {
        uint k = kind switch { 3 => constant | 1, 6 or 7 => constant & 31, _ => constant };
        Operand operand = takesX ? Operand.X : k;
        Action<Assembler> write = kind switch
        {
            0 => asm => asm.Add(operand),
            1 => asm => asm.Sub(operand),
            2 => asm => asm.Mul(operand),
            3 => asm => asm.Div(operand),
            4 => asm => asm.Or(operand),
            5 => asm => asm.And(operand),
            6 => asm => asm.Lsh(operand),
            7 => asm => asm.Rsh(operand),
            8 => asm => asm.Xor(operand),
            _ => asm => asm.Neg(),
        };
        return new Step(write, m => Compute(m, kind, takesX ? m.X : k));
    }

    private static void Compute(Machine m, int kind, uint operand)
    {
        if (kind == 3 && operand == 0) m.Answer = 0;
        else m.A = kind switch
        {
            0 => m.A + operand,
            1 => m.A - operand,
            2 => m.A * operand,
            3 => m.A / operand,
            4 => m.A | operand,
            5 => m.A & operand,
            6 => m.A << (int)(operand & 31),
            7 => m.A >> (int)(operand & 31),
            8 => m.A ^ operand,
            _ => ~m.A + 1,
        };
    }

    /// <summary>Near the words that data holds, so that conditions go both ways.</summary>
    private uint Constant() => _random.Next(3) switch
    {
        0 => (uint)_random.NextInt64(1L << 32),
        1 => 1u << _random.Next(32),
        _ => (uint)_random.Next(4),
    };

    private int? MaybeForward() => _random.Next(3) == 0 ? null : Forward();

    /// <summary>A later step: mostly a near one, so that a program runs many steps, sometimes any.</summary>
    private int Forward()
    {
        int next = _steps.Count + 1, last = _labels.Length - 1;
        return _random.Next(16) == 0 ? _random.Next(next, last + 1) : Math.Min(last, next + _random.Next(4));
    }

    private sealed class Machine(uint[] data)
    {
        public uint[] Data { get; } = data;

        public uint[] Scratch { get; } = new uint[4];

        public uint A { get; set; }

        public uint X { get; set; }

        public int Next { get; set; }

        public uint? Answer { get; set; }
    }

    /// <param name="Write">Writes the instruction.</param>
    /// <param name="Run">Does what it means.</param>
    private sealed record Step(Action<Assembler> Write, Action<Machine> Run);
}
