using System.Runtime.CompilerServices;

namespace Fairlead.Linux;

/// <summary>A process that outlives a supervisor, to end the programs that it leaves behind.</summary>
/// <remarks>
/// <para>Goal. When a supervisor is killed, each stopped call of its programs would answer ENOSYS from then on: half a program
/// would go on. Instead, it is killed at the first such call.</para>
/// <para>How. The guard is a fork of the supervisor that keeps the listener open, so that calls wait, and sleeps in read(2)
/// of a pipe. A byte out of it is the supervisor's farewell: the guard ends. End of file is its death: from then on the
/// guard takes each notification and kills the caller. Calls that the supervisor had taken and not answered
/// stand in memory that both share.</para>
/// <para>Limits. As in <see cref="ForkExec"/>, a forked runtime must not be entered: one method, calls by address only.
/// A program that never makes a stopped call again goes on undisturbed, but for the first one, which has
/// PR_SET_PDEATHSIG.</para>
/// </remarks>
public sealed unsafe class ForkedGuard
{
    /// <summary>How many calls that are taken and not answered the guard can know of.</summary>
    public const int Slots = 1024;

    private const int SYS_close_range = 436;
    private readonly int _pid;
    private readonly int _pipe;
    private readonly int* _taken;

    private ForkedGuard(int pid, int pipe, int* taken)
    {
        _pid = pid;
        _pipe = pipe;
        _taken = taken;
    }

    /// <summary>The thread whose call is taken and not answered, by slot; 0: none.</summary>
    public Span<int> Taken => new(_taken, Slots);

    /// <summary>Starts the guard of a listener.</summary>
    public static ForkedGuard Start(int listener)
    {
        var ends = stackalloc int[2];
        LinuxException.Check(Libc.pipe2(ends, FcntlConstants.O_CLOEXEC), "pipe2");
        LinuxException.ThrowIf(
            Libc.mmap(Slots * sizeof(int), MmanConstants.PROT_READ | MmanConstants.PROT_WRITE,
                MmanConstants.MAP_SHARED | MmanConstants.MAP_ANONYMOUS, out var shared), "mmap");
        var calls = RawCalls.Load();
        var name = stackalloc byte[16];
        "fairlead-guard\0"u8.CopyTo(new Span<byte>(name, 16));
        sigset_t all = new() { bits = ulong.MaxValue }, before;
        LinuxException.ThrowIf(Libc.pthread_sigmask(SignalConstants.SIG_SETMASK, &all, &before), "pthread_sigmask");
        var pid = Guard(&calls, ends[0], listener, (int*)shared, name);
        _ = Libc.pthread_sigmask(SignalConstants.SIG_SETMASK, &before, null);
        LinuxException.ThrowIf(pid < 0 ? Errno.EAGAIN : Errno.None, "fork");
        _ = Libc.close(ends[0]);
        return new ForkedGuard(pid, ends[1], (int*)shared);
    }

    /// <summary>The supervisor ends as it should: the guard ends, and kills nobody.</summary>
    public void Dismiss()
    {
        _ = Libc.write(_pipe, "."u8);
        _ = Libc.waitpid(_pid, out _, 0);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static int Guard(RawCalls* c, int pipe, int listener, int* taken, byte* name)
    {
        var child = c->fork();
        if (child != 0)
        {
            return child;
        }
        c->prctl(PrctlConstants.PR_SET_NAME, (nint)name, 0, 0, 0);
        c->setsid();
        var low = c->fcntl(pipe, FcntlConstants.F_DUPFD_CLOEXEC, 8);
        c->dup2(c->fcntl(listener, FcntlConstants.F_DUPFD_CLOEXEC, 8), 1);
        c->dup2(low, 0);
        c->syscall(SYS_close_range, 2, int.MaxValue, 0);

        byte farewell;
        if (c->read(0, &farewell, 1) != 0)
        {
            c->exit(0);
        }
        for (var i = 0; i < Slots; i++)
        {
            if (taken[i] != 0)
            {
                c->kill(taken[i], SignalConstants.SIGKILL);
            }
        }
        while (true)
        {
            pollfd ready = new() { fd = 1, events = pollfd.POLLIN };
            c->poll(&ready, 1, -1);
            seccomp_notif notif = default;
            if ((ready.revents & pollfd.POLLIN) == 0)
            {
                c->exit(0);
            }
            if (c->ioctl(1, SeccompConstants.SECCOMP_IOCTL_NOTIF_RECV, &notif) == 0)
            {
                c->kill((int)notif.pid, SignalConstants.SIGKILL);
            }
        }
    }
}
