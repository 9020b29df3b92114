using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Fairlead.Linux;

/// <summary>fork(2), and what a child does until execve(2).</summary>
/// <remarks>
/// <para>Goals. The program starts with the signals, mask and limits of Fairlead's caller, not those of the .NET
/// runtime (which ignores SIGPIPE, handles SIGTERM and raises RLIMIT_NOFILE); it knows its own process id in
/// LISTEN_PID; it dies with its supervisor; and the filter is installed in the child alone, so that no thread of the
/// supervisor is under it and the listener's POLLHUP means that the last program has ended. posix_spawn(3) can do
/// neither of these.</para>
/// <para>Limits. A child of fork(2) has one thread and the locks of all. So between fork and execve nothing may
/// enter the runtime: no allocation, no first call of a method, no P/Invoke stub, no GC. <see cref="Run"/> is
/// one method, compiled when it is entered, and calls the C library by addresses that were looked up before, with no GC
/// transition. The C library's functions that it calls are async-signal-safe. Structs of more than 128 bytes are cleared
/// before the fork: the compiler clears them by a call of the runtime, whose stubs are in memory that parent and child
/// share, so that the parent could change them under the child's feet.</para>
/// <para>Order. Parent: block all signals, fork, restore. Child: (second fork) - namespaces - dispositions - descriptors - limits -
/// filter - tell the listener's number - wait - mask - execve - tell why not.</para>
/// </remarks>
public static unsafe class ForkExec
{
    private const int SYS_close_range = 436;
    private const int CLOSE_RANGE_CLOEXEC = 4;

    /// <summary>Forks, and executes the program in the child; with same_pid, comes back only if that failed.</summary>
    /// <returns>The child's process id.</returns>
    public static SysResult Run(ProcessStart* start)
    {
        var calls = RawCalls.Load();
        sigset_t all = new() { bits = ulong.MaxValue }, before;
        LinuxException.ThrowIf(Libc.pthread_sigmask(SignalConstants.SIG_SETMASK, &all, &before), "pthread_sigmask");
        var parent = Libc.getpid();
        var pid = ForkThenExec(&calls, start, parent);
        var errno = pid < 0 ? (Errno)Marshal.GetLastSystemError() : Errno.None;
        _ = Libc.pthread_sigmask(SignalConstants.SIG_SETMASK, &before, null);
        return new SysResult(pid, errno);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static int ForkThenExec(RawCalls* c, ProcessStart* start, int parent)
    {
        sigaction_t action = default;
        if (!start->same_pid)
        {
            var child = c->fork();
            if (child != 0)
            {
                return child;
            }
            if (start->detached && c->fork() != 0)
            {
                c->exit(0);
            }
        }
        if (start->detached)
        {
            c->setsid();
            c->syscall(SYS_close_range, 3, int.MaxValue, CLOSE_RANGE_CLOEXEC);
        }

        // Before PR_SET_PDEATHSIG, which new credentials may undo. A child of fork has one thread, as both calls want.
        for (var i = 0; i < start->space_count; i++)
        {
            if (c->syscall(SyscallNumbers.SYS_setns, start->spaces[i], 0, 0) != 0)
            {
                c->exit(125);
            }
        }
        if (start->directory != null && c->syscall(SyscallNumbers.SYS_chdir, (nint)start->directory, 0, 0) != 0)
        {
            c->exit(125);
        }

        // It dies with its supervisor, even if that died before this line.
        if (start->dies_with_parent)
        {
            c->prctl(PrctlConstants.PR_SET_PDEATHSIG, SignalConstants.SIGKILL, 0, 0, 0);
            if (c->getppid() != parent)
            {
                c->exit(125);
            }
        }

        // What the runtime has changed: dispositions, close-on-exec, standard descriptors, limits.
        for (var signal = 1; signal <= SignalConstants.NSIG; signal++)
        {
            action.sa_handler = (start->ignored >> (signal - 1) & 1) != 0 ? sigaction_t.SIG_IGN : sigaction_t.SIG_DFL;
            c->sigaction(signal, &action, null);
        }
        for (var i = 0; i < start->kept_count; i++)
        {
            c->fcntl(start->kept[i], FcntlConstants.F_SETFD, 0);
        }
        for (var fd = 0; start->stdio >= 0 && fd <= (start->keeps_stderr ? 1 : 2); fd++)
        {
            c->dup2(start->stdio, fd);
        }
        if (start->nofile != 0)
        {
            rlimit limit;
            c->getrlimit(rlimit.RLIMIT_NOFILE, &limit);
            limit.rlim_cur = start->nofile;
            c->setrlimit(rlimit.RLIMIT_NOFILE, &limit);
        }

        // Its own process id in decimal, for LISTEN_PID and WATCHDOG_PID.
        for (var slot = 0; slot < 2; slot++)
        {
            var end = slot == 0 ? start->listen_pid : start->watchdog_pid;
            var value = end == null ? 0 : c->getpid();
            for (var rest = value; rest > 0; rest /= 10)
            {
                *++end = 0;
            }
            for (; value > 0; value /= 10)
            {
                *--end = (byte)('0' + value % 10);
            }
        }

        // The filter; the supervisor fetches the listener by its number, and says when to go on.
        var listener = 0;
        if (start->no_new_privs)
        {
            c->prctl(PrctlConstants.PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
        }
        if (start->filter != null)
        {
            listener = (int)c->syscall(
                SyscallNumbers.SYS_seccomp, (nint)SeccompConstants.SECCOMP_SET_MODE_FILTER, (nint)start->filter_flags,
                (nint)start->filter);
            if (listener < 0)
            {
                listener = -*c->errno();
            }
        }
        if (start->to_parent >= 0)
        {
            c->write(start->to_parent, &listener, sizeof(int));
        }
        byte go = 1;
        if (start->from_parent >= 0 && c->read(start->from_parent, &go, 1) != 1)
        {
            c->exit(125);
        }
        if (listener >= 0)
        {
            sigset_t mask = default;
            mask.bits = start->blocked;
            c->sigprocmask(SignalConstants.SIG_SETMASK, &mask, null);
            c->execve(start->path, start->argv, start->envp);
            if (*c->errno() == (int)Errno.ENOEXEC && start->shell_argv != null)
            {
                c->execve(start->shell_argv[0], start->shell_argv, start->envp);
            }
        }
        var why = -*c->errno();
        if (start->to_parent >= 0)
        {
            c->write(start->to_parent, &why, sizeof(int));
        }
        if (!start->same_pid)
        {
            c->exit(127);
        }
        return -1;
    }
}
