using Fairlead.Linux;
using static Fairlead.Linux.PtraceConstants;
using static Fairlead.Linux.SignalConstants;
using static Fairlead.Linux.WaitStatus;

namespace Fairlead.Engines.Trace;

/// <summary>Follows a program and all that it starts, and reports what they ask of their sockets: ptrace(2).</summary>
/// <remarks>
/// <para>Goals. Nothing changes for the program but time: every signal arrives, stops stop, the exit status is its own.
/// Only calls about sockets cost anything: a seccomp filter in the program (<see cref="TraceFilter"/>) picks them, and
/// the rest of the program runs at full speed. Static programs, other runtimes, the i386 ABI and direct system calls
/// are seen alike, as the kernel itself tells.</para>
/// <para>Begin. The launcher's child has the filter and waits before execve(2). It is seized, with the options that
/// attach all its descendants from their first instruction, and then it is let go. A filter without a tracer would
/// fail the calls (ENOSYS); so the tracees are killed if this process dies (PTRACE_O_EXITKILL).</para>
/// <para>Stops of a tracee, and what lets it go on:</para>
/// <list type="bullet">
/// <item>PTRACE_EVENT_SECCOMP, before a call that the filter picks: its arguments are read. PTRACE_SYSCALL, to stop at
/// its end; or PTRACE_CONT, where the call says nothing of addresses.</item>
/// <item>The end of the call (SIGTRAP | 0x80): its result is read. A call that a signal interrupts ends with one of the
/// kernel's own restart codes, then comes the signal's stop, then, where it begins again, its seccomp stop.</item>
/// <item>PTRACE_EVENT_FORK, VFORK, CLONE: the new thread is under trace; it comes with a PTRACE_EVENT_STOP of its own,
/// before or after this one.</item>
/// <item>PTRACE_EVENT_EXEC: all threads but one are gone, and that one has the number of the process.</item>
/// <item>PTRACE_EVENT_STOP with a stopping signal: the process is stopped, as by Ctrl-Z. PTRACE_LISTEN leaves it so
/// until SIGCONT. With SIGTRAP it is a new thread, or the end of such a stop.</item>
/// <item>Any other signal: it is on its way to the program, and is passed on.</item>
/// </list>
/// <para>A request that fails with ESRCH found a tracee that was just killed; its end is the next thing that waitpid(2)
/// tells.</para>
/// <para>Limits. Linux 5.3. The kernel takes requests only from the thread that seized, so all of this is one thread;
/// it waits with __WNOTHREAD, and so leaves other children of this process alone. A program that is traced already, or
/// that traces others (a debugger), fails. Set-user-ID programs run without their privilege, unless the tracer is
/// privileged. Calls inside io_uring are not seen, only that a ring is made. Calls of the x32 ABI are not seen.
/// Arguments are read before the kernel reads them: another thread may change them in between.</para>
/// </remarks>
internal sealed class Tracer
{
    private const int Options = PTRACE_O_TRACESYSGOOD | PTRACE_O_TRACEFORK | PTRACE_O_TRACEVFORK | PTRACE_O_TRACECLONE
        | PTRACE_O_TRACEEXEC | PTRACE_O_TRACESECCOMP | PTRACE_O_EXITKILL;

    private readonly int _root;
    private readonly TraceReport _report;
    private readonly Dictionary<int, TraceeState> _tracees = [];

    /// <summary>Seizes the program; from now on the calling thread is its tracer.</summary>
    /// <param name="root">A child of this process that waits before execve(2), with the filter installed.</param>
    /// <param name="report">What is told of the calls.</param>
    public Tracer(int root, TraceReport report)
    {
        LinuxException.ThrowIf(
            Libc.ptrace_seize(root, Options), "ptrace(PTRACE_SEIZE)",
            "tracing is forbidden here: see kernel.yama.ptrace_scope, the seccomp profile of the container, and "
            + "whether this runs under another tracer");
        (_root, _report) = (root, report);
        _tracees.Add(root, new TraceeState(root));
    }

    /// <summary>Called with the status of the program when it ends; what it started may go on.</summary>
    public Action<int> RootEnded { get; init; } = _ => { };

    /// <summary>Traces until the last process has ended.</summary>
    public void Follow()
    {
        while (true)
        {
            var waited = Libc.waitpid(-1, out var status, __WALL | __WNOTHREAD);
            if (waited.Errno == Errno.ECHILD)
            {
                return;
            }
            if (waited.Ok && WIFSTOPPED(status))
            {
                HandleStop(waited.Int, status);
            }
            else if (waited.Ok)
            {
                HandleEnd(waited.Int, status);
            }
        }
    }

    private void HandleEnd(int tid, int status)
    {
        if (_tracees.Remove(tid, out var tracee))
        {
            _report.End(tracee, CallResult.None);
        }
        if (tid == _root)
        {
            RootEnded(status);
        }
    }

    private void HandleStop(int tid, int status)
    {
        if (!_tracees.TryGetValue(tid, out var tracee))
        {
            _tracees.Add(tid, tracee = new TraceeState(tid));
        }
        var signal = WSTOPSIG(status);
        switch (status >> 16)
        {
            case 0 when signal == (SIGTRAP | 0x80):
                HandleEndOfCall(tracee);
                Resume(PTRACE_CONT, tid);
                break;
            case 0:
                Resume(PTRACE_CONT, tid, signal);
                break;
            case PTRACE_EVENT_SECCOMP:
                Resume(HandleCall(tracee) ? PTRACE_SYSCALL : PTRACE_CONT, tid);
                break;
            case PTRACE_EVENT_EXEC:
                HandleExec(tid);
                Resume(PTRACE_CONT, tid);
                break;
            case PTRACE_EVENT_STOP when signal != SIGTRAP:
                Resume(PTRACE_LISTEN, tid);
                StopWith(tid, signal);
                break;
            default:
                Resume(PTRACE_CONT, tid);
                break;
        }
    }

    // The shell that started Fairlead waits for Fairlead: it must see that the job has stopped.
    private void StopWith(int tid, int signal)
    {
        if (tid == _root && signal is (SIGTSTP or SIGTTIN or SIGTTOU))
        {
            _ = Libc.kill(Libc.getpid(), SIGSTOP);
        }
    }

    /// <summary>Looks at a call that is about to be made; true: its result matters.</summary>
    private bool HandleCall(TraceeState tracee)
    {
        if (Info(tracee.Tid) is not { op: PTRACE_SYSCALL_INFO_SECCOMP } info
            || SyscallDecoder.Decode(tracee.Tid, info) is not { } call)
        {
            return false;
        }
        _report.Begin(tracee, call);
        return true;
    }

    private void HandleEndOfCall(TraceeState tracee)
    {
        if (Info(tracee.Tid) is { op: PTRACE_SYSCALL_INFO_EXIT } info)
        {
            _report.End(tracee, new CallResult(info.rval));
        }
    }

    // The thread that called execve(2) had another number if it was not the first of its process.
    private void HandleExec(int tid)
    {
        if (Libc.ptrace_geteventmsg(tid, out var former) == Errno.None && (int)former != tid)
        {
            _tracees.Remove((int)former);
        }
        _tracees[tid] = new TraceeState(tid);
    }

    private static ptrace_syscall_info? Info(int tid)
    {
        var errno = Libc.ptrace_get_syscall_info(tid, out var info);
        if (errno == Errno.ESRCH)
        {
            return null;
        }
        LinuxException.ThrowIf(errno, "ptrace(PTRACE_GET_SYSCALL_INFO)", "tracing needs Linux 5.3");
        return info;
    }

    private static void Resume(int request, int tid, int signal = 0)
    {
        var errno = Libc.ptrace_resume(request, tid, signal);
        LinuxException.ThrowIf(errno == Errno.ESRCH ? Errno.None : errno, "ptrace");
    }
}
