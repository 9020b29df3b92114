using Fairlead.Bpf.Extended;

namespace Fairlead.Bpf.Tests.Extended;

/// <summary>A random program that the verifier takes: arithmetic, conditions, loads and stores of the stack.</summary>
/// <remarks>
/// It begins with numbers of the packet in R0 to R9 and on the stack, which the verifier knows nothing of. It ends with R0 made
/// of every register and of the stack, so that a difference anywhere shows.
/// </remarks>
internal sealed class RandomProgram
{
    public const int PacketSize = 80;

    private const int Frame = 10;

    // Codes of the operations that take a register or a constant, of 64 bits and from a register.
    private static readonly byte[] s_operations = [0x0f, 0x1f, 0x2f, 0x3f, 0x4f, 0x5f, 0x6f, 0x7f, 0x9f, 0xaf, 0xbf, 0xcf];
    private static readonly byte[] s_conditions = [0x1d, 0x2d, 0x3d, 0x4d, 0x5d, 0x6d, 0x7d, 0xad, 0xbd, 0xcd, 0xdd];

    private readonly Random _random;
    private readonly List<Instruction> _text = [];

    // Jumps whose target is so many steps ahead, by their place; and where the steps begin.
    private readonly List<(int Place, int Step)> _jumps = [];
    private readonly List<int> _steps = [];

    private RandomProgram(int seed) => _random = new Random(seed);

    public static Program Make(int seed, int length)
    {
        RandomProgram program = new(seed);
        program.Begin();
        for (int step = 0; step < length; step++)
        {
            program._steps.Add(program._text.Count);
            program.Step(length);
        }

        program._steps.Add(program._text.Count);
        program.Aim();
        program.End();
        return new Program([.. program._text], []);
    }

    private void Begin()
    {
        Emit(0xb7, 2, 0, 0, 0);
        Emit(0xbf, 3, Frame, 0, 0);
        Emit(0x07, 3, 0, 0, -PacketSize);
        Emit(0xb7, 4, 0, 0, PacketSize);
        Emit(0x85, 0, 0, 0, (int)HelperFunction.SkbLoadBytes);
        for (int register = 0; register < 10; register++) Emit(0x79, register, Frame, -8 * (register + 1), 0);
    }

    private void End()
    {
        for (int register = 1; register < 10; register++) Mix(register);
        for (int at = -PacketSize; at < 0; at += 8)
        {
            Emit(0x79, 1, Frame, at, 0);
            Mix(1);
        }

        Emit(0xbf, 1, 0, 0, 0);
        Emit(0x77, 1, 0, 0, 32);
        Emit(0xaf, 0, 1, 0, 0);
        Emit(0x95, 0, 0, 0, 0);
    }

    private void Mix(int register)
    {
        Emit(0x27, 0, 0, 0, 0x3b9aca07);
        Emit(0xaf, 0, register, 0, 0);
    }

    private void Step(int length)
    {
        switch (_random.Next(16))
        {
            case < 7: Alu(); break;
            case < 9: Condition(length); break;
            case 9: Unary(); break;
            case 10: Either(); break;
            case < 13: Load(); break;
            case 13: Store(); break;
            case 14: AtomicAdd(); break;
            default:
                Emit(0x18, Register(), 0, 0, Constant());
                Emit(0, 0, 0, 0, Constant());
                break;
        }
    }

    private void Alu()
    {
        byte code = s_operations[_random.Next(s_operations.Length)];
        bool is32 = _random.Next(2) == 0;
        if (is32) code = (byte)((code & ~7) | 4);
        if (_random.Next(2) == 0)
        {
            Emit(code, Register(), Register(), 0, 0);
            return;
        }

        int constant = (code & 0xf0) switch
        {
            0x60 or 0x70 or 0xc0 => _random.Next(is32 ? 32 : 64),
            0x30 or 0x90 => Constant() | 1,
            _ => Constant(),
        };
        Emit((byte)(code & ~8), Register(), 0, 0, constant);
    }

    private void Unary()
    {
        if (_random.Next(2) == 0) Emit((byte)(_random.Next(2) == 0 ? 0x87 : 0x84), Register(), 0, 0, 0);
        else Emit((byte)(_random.Next(2) == 0 ? 0xdc : 0xd4), Register(), 0, 0, 16 << _random.Next(3));
    }

    private void Condition(int length)
    {
        _jumps.Add((_text.Count, Math.Min(length, _steps.Count + 1 + _random.Next(5))));
        Compare(0);
    }

    /// <summary>One of two instructions, with a jump over the other.</summary>
    private void Either()
    {
        Compare(2);
        Emit(0xb7, Register(), 0, 0, Constant());
        Emit(0x05, 0, 0, 1, 0);
        Emit(0x0f, Register(), Register(), 0, 0);
    }

    private void Compare(short distance)
    {
        byte code = s_conditions[_random.Next(s_conditions.Length)];
        if (_random.Next(2) == 0) code = (byte)((code & ~7) | 6);
        if (_random.Next(2) == 0) Emit(code, Register(), Register(), distance, 0);
        else Emit((byte)(code & ~8), Register(), 0, distance, Constant());
    }

    private void Load()
    {
        (int size, int at) = Place();
        Emit((byte)(0x61 | size), Register(), Frame, at, 0);
    }

    private void Store()
    {
        (int size, int at) = Place();
        if (_random.Next(2) == 0) Emit((byte)(0x63 | size), Frame, Register(), at, 0);
        else Emit((byte)(0x62 | size), Frame, 0, at, Constant());
    }

    private void AtomicAdd()
    {
        bool isWord = _random.Next(2) == 0;
        Emit((byte)(isWord ? 0xc3 : 0xdb), Frame, Register(), isWord ? -4 * _random.Next(1, 21) : -8 * _random.Next(1, 11), 0);
    }

    private (int Size, int At) Place() => _random.Next(4) switch
    {
        0 => (0x10, -_random.Next(1, PacketSize + 1)),
        1 => (0x08, -2 * _random.Next(1, PacketSize / 2 + 1)),
        2 => (0x00, -4 * _random.Next(1, PacketSize / 4 + 1)),
        _ => (0x18, -8 * _random.Next(1, PacketSize / 8 + 1)),
    };

    private void Aim()
    {
        foreach ((int place, int step) in _jumps)
            _text[place] = _text[place] with { Offset = (short)(_steps[step] - place - 1) };
    }

    private int Register() => _random.Next(10);

    /// <summary>Near the limits of signs and of zero, so that conditions go both ways.</summary>
    private int Constant() => _random.Next(4) switch
    {
        0 => (int)_random.NextInt64(1L << 32),
        1 => 1 << _random.Next(32),
        2 => -1 << _random.Next(32),
        _ => _random.Next(-4, 5),
    };

    private void Emit(byte code, int destination, int source, int offset, int immediate) =>
        _text.Add(new Instruction(code, (byte)(destination | source << 4), (short)offset, immediate));
}
