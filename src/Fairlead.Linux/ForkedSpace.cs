using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Fairlead.Linux;

/// <summary>A process that makes namespaces, and mounts in them, by system calls that are written down before.</summary>
/// <remarks>
/// <para>Why a process. A user namespace is entered by a process of one thread only, and the .NET runtime has many; and what opens
/// /dev/fuse must be in the user namespace that mounts.</para>
/// <para>Order of events. The calls are made one after the other. At a pause, and at the end, the process waits: its files in /proc
/// are there meanwhile, and its descriptors can be fetched (pidfd_getfd(2)). At the first call that fails it ends.</para>
/// <para>Limits. As in <see cref="ForkExec"/>, a forked runtime must not be entered: one method, calls by address only. It is
/// killed with the thread that started it.</para>
/// </remarks>
public sealed unsafe class ForkedSpace : IDisposable
{
    private readonly int _report;
    private readonly int _go;

    private ForkedSpace(int pid, int report, int go) => (Pid, _report, _go) = (pid, report, go);

    /// <summary>The process id.</summary>
    public int Pid { get; }

    /// <summary>Forks. The calls are to stay where they are until this is disposed of.</summary>
    /// <exception cref="LinuxException">It could not.</exception>
    public static ForkedSpace Start(SpaceCall* calls, int count)
    {
        var ends = stackalloc int[4];
        LinuxException.Check(Libc.pipe2(ends, FcntlConstants.O_CLOEXEC), "pipe2");
        LinuxException.Check(Libc.pipe2(ends + 2, FcntlConstants.O_CLOEXEC), "pipe2");
        var raw = RawCalls.Load();
        sigset_t all = new() { bits = ulong.MaxValue }, before;
        LinuxException.ThrowIf(Libc.pthread_sigmask(SignalConstants.SIG_SETMASK, &all, &before), "pthread_sigmask");
        var pid = Fork(&raw, calls, count, ends[1], ends[2]);
        var errno = pid < 0 ? (Errno)Marshal.GetLastSystemError() : Errno.None;
        _ = Libc.pthread_sigmask(SignalConstants.SIG_SETMASK, &before, null);
        LinuxException.ThrowIf(errno, "fork");
        _ = Libc.close(ends[1]);
        _ = Libc.close(ends[2]);
        return new ForkedSpace(pid, ends[0], ends[3]);
    }

    /// <summary>Waits until it pauses, or has ended.</summary>
    /// <param name="at">The call that it pauses before, or that failed.</param>
    /// <returns>Why the call failed; None: it pauses.</returns>
    public Errno AwaitPause(out int at)
    {
        var words = stackalloc int[2];
        var read = Libc.read(_report, new Span<byte>(words, 2 * sizeof(int)));
        at = words[0];
        return read.Value == 2 * sizeof(int) ? (Errno)words[1] : Errno.ECHILD;
    }

    /// <summary>Lets it go on.</summary>
    public void Go() => _ = Libc.write(_go, "."u8);

    /// <summary>Ends it.</summary>
    public void Dispose()
    {
        _ = Libc.close(_go);
        _ = Libc.close(_report);
        _ = Libc.kill(Pid, SignalConstants.SIGKILL);
        _ = Libc.waitpid(Pid, out _, 0);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static int Fork(RawCalls* c, SpaceCall* calls, int count, int report, int go)
    {
        var child = c->fork();
        if (child != 0)
        {
            return child;
        }
        // What is left open of the other ends would keep it waiting after its parent's death, but for this.
        c->prctl(PrctlConstants.PR_SET_PDEATHSIG, SignalConstants.SIGKILL, 0, 0, 0);
        var words = stackalloc int[2];
        byte word;
        nint last = 0;
        for (var i = 0; i <= count; i++)
        {
            var isPause = i == count || calls[i].Number == SpaceCall.Pause;
            words[0] = i;
            words[1] = 0;
            if (!isPause)
            {
                last = c->syscall5(
                    calls[i].Number, calls[i].TakesLast ? last : calls[i].A, calls[i].B, calls[i].C, calls[i].D, calls[i].E);
                words[1] = last < 0 ? *c->errno() : 0;
            }
            if ((isPause || words[1] != 0) && (c->write(report, words, 2 * sizeof(int)) < 0 || words[1] != 0 || c->read(go, &word, 1) != 1))
            {
                break;
            }
        }
        c->exit(0);
        return 0;
    }
}

/// <summary>A system call that a <see cref="ForkedSpace"/> makes.</summary>
[StructLayout(LayoutKind.Sequential)]
public struct SpaceCall
{
    /// <summary>The number of a pause.</summary>
    public const int Pause = -1;

    /// <summary>A SYS_ constant, or <see cref="Pause"/>.</summary>
    public int Number;

    /// <summary>Whether the first argument is what the call before gave.</summary>
    public bool TakesLast;

    /// <summary>The arguments.</summary>
    public nint A;
    public nint B;
    public nint C;
    public nint D;
    public nint E;
}
