using System.Runtime.InteropServices;
using static Fairlead.Bpf.Opcode;

namespace Fairlead.Bpf.Classic;

/// <summary>Runs a filter as seccomp would, but in this process: to see what it says to given data.</summary>
/// <remarks>
/// Only what seccomp allows: data is loaded as aligned words in the host's byte order. The kernel checks a program
/// once, when it is loaded; here an instruction is refused when it is reached. The kernel also refuses to load from
/// scratch memory that was not stored to; here it is zero.
/// </remarks>
public ref struct Interpreter
{
    private readonly ReadOnlySpan<Instruction> _program;
    private readonly ReadOnlySpan<byte> _data;
    private readonly uint[] _scratch = new uint[BPF_MEMWORDS];
    private uint _a;
    private uint _x;

    private Interpreter(ReadOnlySpan<Instruction> program, ReadOnlySpan<byte> data)
    {
        _program = program;
        _data = data;
    }

    /// <summary>What the program returns for the data: the bytes of a struct seccomp_data.</summary>
    /// <exception cref="BpfException">seccomp would not have loaded the program.</exception>
    public static uint Run(ReadOnlySpan<Instruction> program, ReadOnlySpan<byte> data) =>
        new Interpreter(program, data).Run();

    private uint Run()
    {
        long next = 0;
        while (next < _program.Length)
        {
            Instruction i = _program[(int)next++];
            switch (ClassOf(i.Code))
            {
                case BPF_JMP: next += Distance(i); break;
                case BPF_ALU when DividesByZero(i): return 0;
                case BPF_ALU: _a = Compute(i); break;
                case BPF_RET: return Returned(i);
                default: Move(i); break;
            }
        }

        throw new BpfException("the program runs past its end");
    }

    private readonly uint Distance(Instruction i) => OperationOf(i.Code) switch
    {
        BPF_JA when !TakesX(i.Code) => i.K,
        BPF_JEQ => _a == Operand(i) ? i.Jt : i.Jf,
        BPF_JGT => _a > Operand(i) ? i.Jt : i.Jf,
        BPF_JGE => _a >= Operand(i) ? i.Jt : i.Jf,
        BPF_JSET => (_a & Operand(i)) != 0 ? i.Jt : i.Jf,
        _ => throw Refused(i),
    };

    private readonly bool DividesByZero(Instruction i) => i.Code == (BPF_ALU | BPF_DIV | BPF_X) && _x == 0;

    private readonly uint Compute(Instruction i) => OperationOf(i.Code) switch
    {
        BPF_ADD => _a + Operand(i),
        BPF_SUB => _a - Operand(i),
        BPF_MUL => _a * Operand(i),
        BPF_DIV when Operand(i) != 0 => _a / Operand(i),
        BPF_OR => _a | Operand(i),
        BPF_AND => _a & Operand(i),
        BPF_LSH when TakesX(i.Code) || i.K < 32 => _a << (int)Operand(i),
        BPF_RSH when TakesX(i.Code) || i.K < 32 => _a >> (int)Operand(i),
        BPF_NEG when !TakesX(i.Code) => 0 - _a,
        BPF_XOR => _a ^ Operand(i),
        _ => throw Refused(i),
    };

    private readonly uint Returned(Instruction i) => (int)i.Code switch
    {
        BPF_RET | BPF_K => i.K,
        BPF_RET | BPF_A => _a,
        _ => throw Refused(i),
    };

    private void Move(Instruction i)
    {
        switch (i.Code)
        {
            case BPF_LD | BPF_W | BPF_ABS: _a = Data(i); break;
            case BPF_LD | BPF_W | BPF_LEN: _a = (uint)_data.Length; break;
            case BPF_LD | BPF_IMM: _a = i.K; break;
            case BPF_LD | BPF_MEM: _a = Scratch(i); break;
            case BPF_LDX | BPF_W | BPF_LEN: _x = (uint)_data.Length; break;
            case BPF_LDX | BPF_IMM: _x = i.K; break;
            case BPF_LDX | BPF_MEM: _x = Scratch(i); break;
            case BPF_ST: Scratch(i) = _a; break;
            case BPF_STX: Scratch(i) = _x; break;
            case BPF_MISC | BPF_TAX: _x = _a; break;
            case BPF_MISC | BPF_TXA: _a = _x; break;
            default: throw Refused(i);
        }
    }

    private readonly uint Operand(Instruction i) => TakesX(i.Code) ? _x : i.K;

    private readonly uint Data(Instruction i)
    {
        if (i.K % sizeof(uint) != 0 || i.K + (long)sizeof(uint) > _data.Length) throw Refused(i);
        return MemoryMarshal.Read<uint>(_data[(int)i.K..]);
    }

    private readonly ref uint Scratch(Instruction i)
    {
        if (i.K >= BPF_MEMWORDS) throw Refused(i);
        return ref _scratch[i.K];
    }

    private static BpfException Refused(Instruction i) => new($"seccomp refuses the instruction '{i}'");
}
