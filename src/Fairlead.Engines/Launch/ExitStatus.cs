using Fairlead.Linux;

namespace Fairlead.Engines.Launch;

/// <summary>Exit statuses of a command that starts another, as env(1), timeout(1) and strace(1) have them.</summary>
public static class ExitStatus
{
    /// <summary>Fairlead itself failed; the program did not start, or was ended.</summary>
    public const int Failed = 125;

    /// <summary>The program is there and cannot be executed.</summary>
    public const int NotExecutable = 126;

    /// <summary>There is no such program.</summary>
    public const int NotFound = 127;

    /// <summary>
    /// Ends as the program ended: gives its exit status, or, if a signal killed it, dies of the same one, without
    /// a core file of our own.
    /// </summary>
    /// <param name="waitStatus">The status that waitpid(2) gave.</param>
    public static unsafe int Reproduce(int waitStatus)
    {
        if (!WaitStatus.WIFSIGNALED(waitStatus))
        {
            return WaitStatus.WEXITSTATUS(waitStatus);
        }
        var signal = WaitStatus.WTERMSIG(waitStatus);
        rlimit none = default;
        _ = Libc.setrlimit(rlimit.RLIMIT_CORE, &none);
        sigaction_t action = new() { sa_handler = sigaction_t.SIG_DFL };
        _ = Libc.sigaction(signal, &action, null);
        sigset_t open = default;
        _ = Libc.pthread_sigmask(SignalConstants.SIG_SETMASK, &open, null);
        _ = Libc.kill(Libc.getpid(), signal);
        return 128 + signal;
    }
}
