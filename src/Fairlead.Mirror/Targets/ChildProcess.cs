using Fairlead.Engines.Launch;
using Fairlead.Linux;

namespace Fairlead.Mirror.Targets;

/// <summary>A command with a pipe for each of stdin, stdout and stderr, as raw descriptors.</summary>
/// <remarks>
/// It sees the end of its stdin when this process ends, however that ends: so it can end in order. Ctrl-C at our terminal
/// must not end it before the session: it ignores SIGINT and SIGQUIT; a command that is known to catch them all the same
/// gets a process group of its own, at the price that it cannot ask for a password at the terminal.
/// posix_spawn(3), unlike <see cref="ForkExec"/>, may be called while other threads run managed code: nothing of the
/// runtime is in the child. It cannot let signals be ignored, so a shell does that, and becomes the command.
/// </remarks>
internal sealed unsafe class ChildProcess
{
    private const int FirstDescriptor = 3;
    private const string Deaf = "trap '' INT QUIT; exec \"$@\"";

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
        string[] words = ["sh", "-c", Deaf, "sh", file, .. Array.ConvertAll(command[1..], ByteText.FromPeople)];
        var caller = CallerState.Read(Environment.GetEnvironmentVariable(CallerState.Variable));
        return Start(new Launch("/bin/sh", words, environment, caller), ownGroup);
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
        posix_spawn_file_actions_t actions;
        _ = Libc.posix_spawn_file_actions_init(&actions);
        _ = Libc.posix_spawn_file_actions_adddup2(&actions, input.Read, 0);
        _ = Libc.posix_spawn_file_actions_adddup2(&actions, output.Write, 1);
        _ = Libc.posix_spawn_file_actions_adddup2(&actions, error.Write, 2);
        var (pid, errno) = Spawn(launch, &actions, ownGroup);
        _ = Libc.posix_spawn_file_actions_destroy(&actions);
        _ = Libc.close(input.Read);
        _ = Libc.close(output.Write);
        _ = Libc.close(error.Write);
        LinuxException.ThrowIf(errno, "posix_spawn /bin/sh");
        return new ChildProcess(pid, input.Write, output.Read, error.Read);
    }

    // With the signals of our caller: the runtime ignores SIGPIPE.
    private static (int Pid, Errno Errno) Spawn(Launch launch, posix_spawn_file_actions_t* actions, bool ownGroup)
    {
        using var memory = new ProcessStartMemory(launch);
        var start = memory.Build();
        posix_spawnattr_t attributes;
        sigset_t mask = new() { bits = launch.Caller.Blocked };
        sigset_t defaults = new() { bits = (1ul << (SignalConstants.SIGPIPE - 1)) & ~launch.Caller.Ignored };
        _ = Libc.posix_spawnattr_init(&attributes);
        _ = Libc.posix_spawnattr_setsigmask(&attributes, &mask);
        _ = Libc.posix_spawnattr_setsigdefault(&attributes, &defaults);
        _ = Libc.posix_spawnattr_setflags(&attributes, (short)(SpawnConstants.POSIX_SPAWN_SETSIGMASK
            | SpawnConstants.POSIX_SPAWN_SETSIGDEF | (ownGroup ? SpawnConstants.POSIX_SPAWN_SETPGROUP : 0)));
        int pid;
        var errno = Libc.posix_spawn(&pid, start.path, actions, &attributes, start.argv, start.envp);
        _ = Libc.posix_spawnattr_destroy(&attributes);
        return (pid, errno);
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
