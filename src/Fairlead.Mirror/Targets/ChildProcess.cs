using Fairlead.Engines.Launch;
using Fairlead.Linux;

namespace Fairlead.Mirror.Targets;

/// <summary>A command with a pipe for each of stdin, stdout and stderr, as raw descriptors.</summary>
/// <remarks>
/// It outlives the thread that starts it, and sees the end of its stdin when this process ends, however that ends: so it
/// can end in order. Ctrl-C at our terminal must not end it before the session: it ignores SIGINT and SIGQUIT; a command
/// that is known to catch them all the same gets a process group of its own, at the price that it cannot ask for a
/// password at the terminal.
/// </remarks>
internal sealed unsafe class ChildProcess
{
    private const int FirstDescriptor = 3;
    private const ulong TerminalSignals = (1ul << (SignalConstants.SIGINT - 1)) | (1ul << (SignalConstants.SIGQUIT - 1));

    private int? _status;

    private ChildProcess(int pid, int input, int output, int error) => (Pid, Input, Output, Error) = (pid, input, output, error);

    /// <summary>The process.</summary>
    public int Pid { get; }

    /// <summary>Its stdin, to write to.</summary>
    public int Input { get; private set; }

    /// <summary>Its stdout, to read from.</summary>
    public int Output { get; }

    /// <summary>Its stderr, to read from.</summary>
    public int Error { get; }

    /// <summary>Starts a command that is searched for in PATH.</summary>
    /// <exception cref="TargetException">There is no such program, or it cannot be started.</exception>
    public static ChildProcess Start(string[] command, bool ownGroup = false)
    {
        var environment = ProgramEnvironment.Current();
        environment.Set("DOTNET_EnableDiagnostics", "0");
        if (ProgramFile.Find(ByteText.FromPeople(command[0]), environment.Get("PATH"), out var file) is not 0 and var status)
        {
            throw new TargetException(status == ExitStatus.NotFound
                ? $"{command[0]} is not in PATH: install it, or name another target"
                : $"{command[0]} cannot be executed");
        }
        var caller = CallerState.Read(Environment.GetEnvironmentVariable(CallerState.Variable));
        caller = caller with { Ignored = caller.Ignored | TerminalSignals };
        return Start(new Launch(file, Array.ConvertAll(command, ByteText.FromPeople), environment, caller), ownGroup);
    }

    /// <summary>Ends its stdin.</summary>
    public void CloseInput()
    {
        _ = Input < 0 ? Errno.None : Libc.close(Input);
        Input = -1;
    }

    /// <summary>Waits until it has ended, for some time.</summary>
    /// <returns>The status that waitpid(2) gives; null: it has not ended yet.</returns>
    public int? Wait(TimeSpan patience) => _status ??= WaitFor(Pid, patience);

    /// <summary>Waits until a child of ours has ended; who is none any more has.</summary>
    public static int? WaitFor(int pid, TimeSpan patience)
    {
        var end = Environment.TickCount64 + (long)patience.TotalMilliseconds;
        while (true)
        {
            var result = Libc.waitpid(pid, out var status, WaitStatus.WNOHANG);
            if (result.Value == pid || result.Errno == Errno.ECHILD)
            {
                return status;
            }
            if (Environment.TickCount64 >= end)
            {
                return null;
            }
            Thread.Sleep(5);
        }
    }

    private static ChildProcess Start(Launch launch, bool ownGroup)
    {
        var (input, output, error) = (Pipe(), Pipe(), Pipe());
        var standard = stackalloc int[3] { input.Read, output.Write, error.Write };
        using var memory = new ProcessStartMemory(launch);
        var start = memory.Build();
        start.standard = standard;
        (start.own_group, start.dies_with_parent) = (ownGroup, false);
        var pid = LinuxException.Check(ForkExec.Run(&start), "fork");
        _ = Libc.close(input.Read);
        _ = Libc.close(output.Write);
        _ = Libc.close(error.Write);
        return new ChildProcess(pid, input.Write, output.Read, error.Read);
    }

    // Above the standard descriptors, which the child's take the place of, even where ours are closed.
    private static (int Read, int Write) Pipe()
    {
        var ends = stackalloc int[2];
        LinuxException.Check(Libc.pipe2(ends, FcntlConstants.O_CLOEXEC), "pipe2");
        return (Raise(ends[0]), Raise(ends[1]));
    }

    private static int Raise(int descriptor)
    {
        if (descriptor >= FirstDescriptor)
        {
            return descriptor;
        }
        var raised = Libc.fcntl(descriptor, FcntlConstants.F_DUPFD_CLOEXEC, FirstDescriptor);
        _ = Libc.close(descriptor);
        return LinuxException.Check(raised, "fcntl(F_DUPFD_CLOEXEC)");
    }
}
