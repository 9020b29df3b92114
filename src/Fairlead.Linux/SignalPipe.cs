using System.Buffers.Binary;

namespace Fairlead.Linux;

/// <summary>A pipe out of which signals come as siginfo_t, in the order in which they arrived.</summary>
/// <remarks>
/// <para>Goal. A supervisor forwards signals that people send to it, but not those that a terminal sends to the whole
/// process group (the program has them already): only si_code tells the two apart, and the framework's
/// PosixSignalRegistration does not give it. signalfd(2) needs the signals blocked in every thread, and the runtime's
/// threads exist before our first line.</para>
/// <para>How. The handler is a few bytes of machine code that do write(pipe, siginfo, 128) and return: async-signal-safe,
/// errno untouched, no runtime entered, whichever thread the kernel picks. The pipe does not block: when it is full, a
/// signal is lost, as a pending one of the same number would be.</para>
/// <para>Limits. x86-64 only, as the engine is.</para>
/// </remarks>
public sealed unsafe class SignalPipe
{
    private readonly nint _handler;

    private SignalPipe(int readEnd, nint handler) => (ReadEnd, _handler) = (readEnd, handler);

    /// <summary>The descriptor to poll(2) and to read siginfo_t from.</summary>
    public int ReadEnd { get; }

    /// <summary>Makes the pipe and the handler; no signal is caught yet.</summary>
    public static SignalPipe Create()
    {
        var ends = stackalloc int[2];
        LinuxException.Check(Libc.pipe2(ends, FcntlConstants.O_CLOEXEC | FcntlConstants.O_NONBLOCK), "pipe2");
        LinuxException.ThrowIf(
            Libc.mmap(4096, MmanConstants.PROT_READ | MmanConstants.PROT_WRITE,
                MmanConstants.MAP_PRIVATE | MmanConstants.MAP_ANONYMOUS, out var code), "mmap");
        WriteHandler(new Span<byte>(code, 4096), ends[1]);
        LinuxException.ThrowIf(Libc.mprotect(code, 4096, MmanConstants.PROT_READ | MmanConstants.PROT_EXEC), "mprotect");
        return new SignalPipe(ends[0], (nint)code);
    }

    /// <summary>Lets the signal come out of the pipe.</summary>
    public void Catch(int signal)
    {
        sigaction_t action = new() { sa_handler = _handler, sa_flags = SignalConstants.SA_SIGINFO | SignalConstants.SA_RESTART };
        _ = Libc.sigaction(signal, &action, null);
    }

    /// <summary>Takes the next signal; false where none waits.</summary>
    public bool TryRead(out siginfo_t info)
    {
        fixed (siginfo_t* p = &info)
        {
            return Libc.read(ReadEnd, new Span<byte>(p, sizeof(siginfo_t))).Value == sizeof(siginfo_t);
        }
    }

    // rdi = signal, rsi = siginfo_t*, rdx = ucontext*: the siginfo is where write(2) wants its buffer already.
    private static void WriteHandler(Span<byte> code, int writeEnd)
    {
        ReadOnlySpan<byte> template =
        [
            0xBF, 0, 0, 0, 0,       // mov edi, writeEnd
            0xBA, 128, 0, 0, 0,     // mov edx, sizeof(siginfo_t)
            0xB8, 1, 0, 0, 0,       // mov eax, SYS_write
            0x0F, 0x05,             // syscall
            0xC3,                   // ret
        ];
        template.CopyTo(code);
        BinaryPrimitives.WriteInt32LittleEndian(code[1..], writeEnd);
    }
}
