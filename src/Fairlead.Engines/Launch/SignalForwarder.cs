using Fairlead.Linux;
using static Fairlead.Linux.SignalConstants;

namespace Fairlead.Engines.Launch;

/// <summary>Passes on to the program what people send to Fairlead, and follows what becomes of the program.</summary>
/// <remarks>
/// <para>A terminal sends its signals (Ctrl-C, Ctrl-Z, hang-up, window size) to the whole process group, so the program
/// has them already: si_code above 0 tells. What comes by kill(2) was meant for the program alone.</para>
/// <para>When the program is stopped by job control, Fairlead stops itself, so that the shell sees the job stop; SIGCONT
/// of the shell goes to the group, and is passed on for good measure.</para>
/// <para>Limits. kill(2) of a whole process group reaches the program twice.</para>
/// </remarks>
public sealed class SignalForwarder
{
    private readonly SignalPipe _signals = SignalPipe.Create();

    /// <summary>Catches every signal that can be passed on and that the caller did not leave ignored.</summary>
    /// <param name="followsProgram">Whether it waits for the program, too; a tracer does so itself.</param>
    public SignalForwarder(bool followsProgram = true)
    {
        for (var signal = 1; signal <= NSIG; signal++)
        {
            if (IsForwarded(signal) || (followsProgram && signal == SIGCHLD))
            {
                _signals.Catch(signal);
            }
        }
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
            else if (info.si_code <= 0 && info.si_pid != Program && WaitStatus is null)
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
        while (WaitStatus is null && Libc.waitpid(Program, out var status, options) is { Ok: true, Value: > 0 })
        {
            if (!Linux.WaitStatus.WIFSTOPPED(status))
            {
                WaitStatus = status;
            }
            else if (Linux.WaitStatus.WSTOPSIG(status) is SIGTSTP or SIGTTIN or SIGTTOU)
            {
                _ = Libc.kill(Libc.getpid(), SIGSTOP);
            }
        }
    }

    // Not those that say that this process itself is broken, nor those that the terminal stops a group with.
    private static bool IsForwarded(int signal) => signal is not (SIGKILL or SIGSTOP or SIGILL or SIGTRAP or SIGABRT
        or SIGBUS or SIGFPE or SIGSEGV or SIGSYS or SIGCHLD or SIGPIPE or SIGTTIN or SIGTTOU or SIGURG)
        && (signal < SIGRTMIN || signal > SIGRTMIN + 1);
}
