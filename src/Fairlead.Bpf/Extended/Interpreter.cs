using System.Diagnostics;
using static Fairlead.Bpf.Opcode;

namespace Fairlead.Bpf.Extended;

/// <summary>Runs a program as the kernel would, but in this process and without privilege: to see what it does.</summary>
/// <remarks>
/// <para>
/// Goals: the result, the stores and the calls are those of the kernel, and what its verifier would refuse on the way that a
/// run takes is refused when the run comes there. Shapes of instructions, jump targets and dead code are checked once.
/// </para>
/// <para>
/// A register is a number or a pointer, and is one of them only once it has been written. A pointer is a region and an
/// offset in bytes: no number becomes one, and no store outside the stack takes one. Regions are the stack, the context, maps,
/// and, anew for each call that gives one, values of maps and sockets. Such a region may be null, and is closed until the
/// program has compared a pointer to it with 0. Each byte of the stack is unwritten, data, or part of a pointer.
/// </para>
/// <para>
/// Limits: the verifier proves all ways, a run takes one; so a test loads programs into a kernel as well. The verifier also
/// refuses results that the hook does not know, unbounded loops, and helper functions that the hook does not have. Stores of
/// pointers outside the stack and comparisons of pointers, which some kernels allow, are refused. It knows neither calls
/// between programs nor pointers into the packet. One object runs one program at a time.
/// </para>
/// </remarks>
public sealed partial class Interpreter
{
    private const int MostSteps = 1_000_000;

    private readonly Instruction[] _text;
    private readonly ContextLayout _layout;
    private int _next;
    private int _current;
    private KernelAnswers _kernel = new();

    /// <summary>Makes a program ready to run.</summary>
    /// <param name="program">The program.</param>
    /// <param name="layout">The context of the hook that it is for.</param>
    /// <param name="maps">The content of its maps.</param>
    /// <exception cref="BpfException">No kernel would load it.</exception>
    public Interpreter(Program program, ContextLayout layout, MapMemory maps)
    {
        ProgramCheck.Check(program);
        _text = program.Instructions;
        _layout = layout;
        _regionOfLoad = new int[_text.Length];
        AddFixedRegions(program.Maps, maps);
    }

    /// <summary>The number in R0 at the program's end.</summary>
    /// <param name="context">The context, which the program may change.</param>
    /// <param name="kernel">Answers its calls.</param>
    /// <exception cref="BpfException">The verifier would have refused the program.</exception>
    public long Run(byte[] context, KernelAnswers kernel)
    {
        if (context.Length != _layout.Size)
            throw new BpfException($"a context of {context.Length} bytes: {_layout.Name} has {_layout.Size}");
        _kernel = kernel;
        Reset(context);
        for (int step = 0; step < MostSteps; step++)
        {
            _current = _next++;
            Instruction i = _text[_current];
            if (i.Code == (BPF_JMP | BPF_EXIT)) return (long)Number(0);
            Step(i);
        }

        throw Refused($"the program still runs after {MostSteps} instructions");
    }

    private void Step(Instruction i)
    {
        switch (ClassOf(i.Code))
        {
            case BPF_ALU: Alu32(i); break;
            case BPF_ALU64: Alu64(i); break;
            case BPF_JMP when i.Code == (BPF_JMP | BPF_CALL): Call((HelperFunction)i.Immediate); break;
            case BPF_JMP: Jump(i); break;
            case BPF_JMP32: Jump32(i); break;
            case BPF_LD: LoadLong(i); break;
            case BPF_LDX: Load(i); break;
            case BPF_ST: StoreConstant(i); break;
            case BPF_STX when (i.Code & BPF_ATOMIC) == BPF_ATOMIC: AtomicAdd(i); break;
            case BPF_STX: StoreRegister(i); break;
            default: throw new UnreachableException();
        }
    }

    private BpfException Refused(string reason) => ProgramCheck.Refused(_text, _current, reason);
}
