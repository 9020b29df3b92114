using Fairlead.Linux;

namespace Fairlead.Engines.Launch;

/// <summary>The part of a process that stays with its program: signals, the service manager's messages, and the end.</summary>
/// <remarks>
/// Order of events. Signals are caught - the engine makes itself ready - the program is forked, and waits - it runs - signals and
/// messages are passed on, and what the engine watches is served, until it ends. Limits: one program for a process, as its
/// children of all kinds are waited for here.
/// </remarks>
public sealed unsafe class ProgramParent : IDisposable
{
    private readonly SignalForwarder _signals = new();
    private readonly NotifyProxy? _notify;

    /// <summary>Catches signals, and puts itself between the program and the service manager.</summary>
    /// <param name="launch">The program; its environment may be changed.</param>
    public ProgramParent(Launch launch) => _notify = NotifyProxy.Create(launch.Environment);

    /// <summary>Lets the program run that has been started; <see cref="Errno.None"/>, or why it could not.</summary>
    /// <param name="program">The program.</param>
    /// <param name="started">Called once it runs, with its process.</param>
    public Errno Go(StartedProgram program, Action<int>? started = null)
    {
        _signals.Program = program.Pid;
        var errno = program.Go();
        if (errno != Errno.None)
        {
            _signals.AwaitEnd();
            return errno;
        }
        started?.Invoke(program.Pid);
        return Errno.None;
    }

    /// <summary>Stays until the program has ended.</summary>
    /// <param name="watched">A descriptor of the engine; -1: none.</param>
    /// <param name="serve">What is done whenever something has happened.</param>
    public void Stay(int watched = -1, Action? serve = null)
    {
        while (_signals.WaitStatus is null)
        {
            Step(watched, serve);
        }
        serve?.Invoke();
    }

    /// <summary>The exit status to end with once the program has ended; where a signal ended it, this process ends of the same one.</summary>
    /// <param name="ended">Called before, with the status of waitpid(2).</param>
    public int Reproduce(Action<int>? ended = null)
    {
        var status = _signals.WaitStatus!.Value;
        ended?.Invoke(status);
        return ExitStatus.Reproduce(status);
    }

    /// <inheritdoc/>
    public void Dispose() => _notify?.Dispose();

    private void Step(int watched, Action? serve)
    {
        const int count = 3;
        var fds = stackalloc pollfd[count];
        fds[0] = new pollfd { fd = _signals.Descriptor, events = pollfd.POLLIN };
        fds[1] = new pollfd { fd = watched, events = pollfd.POLLIN };
        fds[2] = new pollfd { fd = _notify?.Descriptor ?? -1, events = pollfd.POLLIN };
        _ = Libc.poll(fds, count, -1);
        serve?.Invoke();
        if (fds[2].revents != 0)
        {
            _notify!.Forward();
        }
        if (fds[0].revents != 0)
        {
            _signals.Handle();
        }
    }
}
