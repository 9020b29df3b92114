using Fairlead.Linux;

namespace Fairlead.Engines.Launch;

/// <summary>A program that is started but waits, with its filter in force, before its first instruction.</summary>
/// <remarks>
/// Two pipes: the child tells the number of its listener and waits for a byte; after <see cref="Go"/> the pipe's end of
/// file says that it runs, or an errno why not.
/// </remarks>
public sealed unsafe class StartedProgram : IDisposable
{
    private readonly int _report;
    private readonly int _go;

    private StartedProgram(int pid, int report, int go) => (Pid, _report, _go) = (pid, report, go);

    /// <summary>The process id.</summary>
    public int Pid { get; }

    /// <summary>The number of the listener in the child; 0: it has no filter.</summary>
    public int Listener { get; private set; }

    /// <summary>Forks, and waits until the child is ready.</summary>
    /// <exception cref="LinuxException">The fork failed, or the filter could not be installed.</exception>
    public static StartedProgram Start(Launch launch)
    {
        var (report, go) = (Pipe(), Pipe());
        using var memory = new ProcessStartMemory(launch);
        var start = memory.Build();
        (start.to_parent, start.from_parent) = (report.Write, go.Read);
        var pid = LinuxException.Check(ForkExec.Run(&start), "fork");
        _ = Libc.close(report.Write);
        _ = Libc.close(go.Read);
        if (launch.Detached)
        {
            // The first of two forks, which ends at once.
            _ = Libc.waitpid(pid, out _, 0);
        }
        var started = new StartedProgram(pid, report.Read, go.Write);
        started.ReadListener();
        return started;
    }

    /// <summary>Takes the part of the parent for a process that becomes a program itself, over a socket.</summary>
    public static StartedProgram Attach(int pid, int channel)
    {
        var started = new StartedProgram(pid, channel, channel);
        started.ReadListener();
        return started;
    }

    /// <summary>Becomes the program, with a supervisor at the other end of the socket; comes back only if that failed.</summary>
    public static Errno Become(Launch launch, int channel)
    {
        using var memory = new ProcessStartMemory(launch);
        var start = memory.Build();
        (start.to_parent, start.from_parent) = (channel, channel);
        return ForkExec.Run(&start).Errno;
    }

    /// <summary>Lets the program run; <see cref="Errno.None"/> when it does, else why execve(2) failed.</summary>
    public Errno Go()
    {
        _ = Libc.write(_go, "."u8);
        return Read() is { } negated ? (Errno)(-negated) : Errno.None;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _ = Libc.close(_report);
        _ = _go == _report ? Errno.None : Libc.close(_go);
    }

    private void ReadListener()
    {
        if (Read() is not { } listener)
        {
            throw new LinuxException("start of the program", Errno.ECHILD, "it ended before it could be started");
        }
        LinuxException.ThrowIf(listener < 0 ? (Errno)(-listener) : Errno.None, "seccomp(SECCOMP_SET_MODE_FILTER)");
        Listener = listener;
    }

    private int? Read()
    {
        int value;
        var result = Libc.read(_report, new Span<byte>(&value, sizeof(int)));
        return result.Value == sizeof(int) ? value : null;
    }

    private static (int Read, int Write) Pipe()
    {
        var ends = stackalloc int[2];
        LinuxException.Check(Libc.pipe2(ends, FcntlConstants.O_CLOEXEC), "pipe2");
        return (ends[0], ends[1]);
    }
}
