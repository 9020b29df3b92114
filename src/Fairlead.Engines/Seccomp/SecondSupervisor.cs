using System.Globalization;
using Fairlead.Engines.Hosting;
using Fairlead.Engines.Launch;
using Fairlead.Linux;

namespace Fairlead.Engines.Seccomp;

/// <summary>A supervisor in a process of its own: <c>fairlead supervise</c>, which only Fairlead itself calls.</summary>
/// <remarks>
/// <para>Two runs need one. A program that daemonizes leaves processes behind when it ends: its caller waits for
/// Fairlead to end as well, so the listener is handed to a second supervisor. And with --same-pid the process that the
/// caller started becomes the program, so the supervisor must be another from the start.</para>
/// <para>Handover. The first supervisor is between two calls and has none that is taken and not judged; calls that wait
/// travel in the state. The listener is inherited, so that it is open throughout: calls made in between queue up.</para>
/// <para>Same pid. The supervisor starts first and reads from a socket pair the number of the listener that
/// the program-to-be has installed on itself, fetches it, and answers with a byte.</para>
/// <para>Limits. Such a supervisor is no ancestor of the program, which kernel.yama.ptrace_scope 1 asks for, unless
/// it has CAP_SYS_PTRACE.</para>
/// </remarks>
public static class SecondSupervisor
{
    /// <summary>The hidden command.</summary>
    public const string Command = "supervise";

    /// <summary>Whether this host lets a process that is no ancestor supervise.</summary>
    public static bool IsAllowed => HostProbe.PtraceScope() == 0 || Capabilities.Has(Capabilities.CAP_SYS_PTRACE);

    /// <summary>Goes on where another supervisor stopped, until no process is under the filter any more.</summary>
    /// <param name="stateFile">The memfd with the state.</param>
    /// <param name="listener">The listener.</param>
    public static int TakeOver(int stateFile, int listener) =>
        Serve(SupervisorState.Read(stateFile), listener, ForkedGuard.Start(listener));

    /// <summary>Supervises a process that is about to become the program.</summary>
    /// <param name="stateFile">The memfd with the state.</param>
    /// <param name="channel">The socket to that process.</param>
    /// <param name="program">Its process id.</param>
    public static int Accompany(int stateFile, int channel, int program)
    {
        var state = SupervisorState.Read(stateFile);
        using var started = StartedProgram.Attach(program, channel);
        var listener = SeccompHost.FetchListener(program, started.Listener);
        var guard = ForkedGuard.Start(listener);
        if (started.Go() != Errno.None)
        {
            guard.Dismiss();
            return ExitStatus.Failed;
        }
        return Serve(state, listener, guard);
    }

    /// <summary>Starts the process of a second supervisor.</summary>
    internal static Errno Start(int stateFile, IEnumerable<int> kept, bool keepsStderr, params string[] arguments)
    {
        string[] descriptors = ["fairlead", Command, "--state", stateFile.ToString(CultureInfo.InvariantCulture), .. arguments];
        using var process = StartedProgram.Start(new Launch.Launch(
            "/proc/self/exe", descriptors, ProgramEnvironment.Current(), new CallerState(0, 0, 0))
        {
            KeptDescriptors = [stateFile, .. kept],
            Detached = true,
            KeepsStderr = keepsStderr,
        });
        return process.Go();
    }

    private static int Serve(SupervisorState state, int listener, ForkedGuard guard)
    {
        // The kernel has named it after /proc/self/exe.
        File.WriteAllText("/proc/self/comm", "fairlead");
        using var dispatch = new CallDispatch(state.Resolve(), state.Log);
        using var supervisor = new Supervisor(listener, dispatch, guard, state.Log);
        state.Restore(dispatch, supervisor);
        new SupervisorLoop(listener, supervisor, signals: null).RunUntilAbandoned();
        dispatch.Replacement.RemoveFiles();
        guard.Dismiss();
        return 0;
    }
}
