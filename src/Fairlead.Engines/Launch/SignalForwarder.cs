using Fairlead.Linux;
using static Fairlead.Linux.SignalConstants;

namespace Fairlead.Engines.Launch;

/// <summary>Passes on to the program what people send to Fairlead, and follows what becomes of the program.</summary>
/// <remarks>
/// <para>A terminal sends its signals (Ctrl-C, Ctrl-Z, hang-up, window size) to the whole process group, so the program
/// has them already: si_code above 0 tells. What comes by kill(2) was meant for the program alone.</para>
/// <para>What the caller left ignored or blocked is taken and passed on, too: the program may handle it by now. Where it
/// does not, it ignores or blocks the signal itself.</para>
/// <para>When the program is stopped at a terminal, Fairlead stops itself, so that the shell sees the job stop; SIGCONT of the shell goes
/// to the group, and is passed on for good measure.</para>
/// <para>Limits. kill(2) of a whole process group reaches the program twice. SIGSTOP, which no process can catch, stops
/// Fairlead alone.</para>
/// </remarks>
public sealed class SignalForwarder
{
    private readonly SignalPipe _signals = SignalPipe.Create();

    /// <summary>Catches every signal that can be passed on. The state of the caller must have been read before.</summary>
    /// <param name="followsProgram">Whether it waits for the program, too; a tracer does so itself.</param>
    public unsafe SignalForwarder(bool followsProgram = true)
    {
        for (var signal = 1; signal <= NSIG; signal++)
        {
            if (IsForwarded(signal) || (followsProgram && signal == SIGCHLD))
            {
                _signals.Catch(signal);
            }
        }
        sigset_t none = default;
        _ = Libc.pthread_sigmask(SIG_SETMASK, &none, null);
    }

    /// <summary>What poll(2) waits for.</summary>
    public int Descriptor => _signals.ReadEnd;

    /// <summary>The program; 0 before it is started: signals wait until then.</summary>
    public int Program { get; set; }

    /// <summary>What waitpid(2) said when the program ended; null: it has not.</summary>
    public int? WaitStatus { get; set; }

    /// <summary>Takes up all signals that have come.</summary>
    public void Handle()
    {
        while (_signals.TryRead(out var info))
        {
            if (info.si_signo == SIGCHLD)
            {
                Follow(Linux.WaitStatus.WNOHANG);
            }
            else if (info.si_code <= 0 && info.si_pid != Program && info.si_pid != Environment.ProcessId && WaitStatus is null)
            {
                _ = Libc.kill(Program, info.si_signo);
            }
        }
    }

    /// <summary>Waits for the end of the program.</summary>
    public void AwaitEnd() => Follow(0);

    private void Follow(int noHang)
    {
        var options = noHang | Linux.WaitStatus.WUNTRACED;

        // Any child: as the first process of a container, or as subreaper, this one inherits the orphans of the program.
        while ((noHang != 0 || WaitStatus is null) && Libc.waitpid(-1, out var status, options) is { Ok: true, Value: > 0 } child)
        {
            if (child.Int != Program)
            {
                continue;
            }
            if (!Linux.WaitStatus.WIFSTOPPED(status))
            {
                WaitStatus = status;
            }
            else if (HasTerminal())
            {
                _ = Libc.kill(Libc.getpid(), SIGSTOP);
            }
        }
    }

    // Where there is no terminal there is no shell to see the job stop, and none to continue us with the program.
    private static bool HasTerminal()
    {
        const int flags = FcntlConstants.O_RDONLY | FcntlConstants.O_NOCTTY | FcntlConstants.O_CLOEXEC;
        var terminal = Libc.open("/dev/tty\0"u8, flags);
        return terminal.Ok && Libc.close(terminal.Int) == Errno.None;
    }

    // Not those that say that this process itself is broken, nor those that the terminal stops a group with. SIGABRT is:
    // a service manager's watchdog sends it, and abort(3) ends this process though it is caught.
    private static bool IsForwarded(int signal) => signal is not (SIGKILL or SIGSTOP or SIGILL or SIGTRAP
        or SIGBUS or SIGFPE or SIGSEGV or SIGSYS or SIGCHLD or SIGTTIN or SIGTTOU)
        && (signal < SIGRTMIN || signal > SIGRTMIN + 1);
}
