using Fairlead.Engines.Launch;
using Fairlead.Engines.Logging;
using Fairlead.Linux;
using Fairlead.Rules.Planning;

namespace Fairlead.Engines.Seccomp;

/// <summary>The seccomp engine: starts a program under a plan, and supervises it and all that it starts.</summary>
/// <remarks>
/// <para>Order of events. Signals are caught - the program is forked, installs its filter and waits - its listener is
/// fetched by pidfd_getfd(2) - the guard is forked - the program runs - one thread polls the listener, the signals and
/// what calls wait for - the program ends - when the last process under the filter has ended (POLLHUP), so does this.</para>
/// <para>No thread of the supervisor is under the filter, so POLLHUP means what it says, and nothing that the
/// supervisor calls is ever stopped.</para>
/// </remarks>
public sealed class SeccompRun
{
    private readonly Plan _plan;
    private readonly Log _log;
    private readonly SignalForwarder _signals = new();

    private SeccompRun(Plan plan, Log log) => (_plan, _log) = (plan, log);

    /// <summary>Starts the program under the plan; gives the exit status to end with.</summary>
    public static int Run(Plan plan, Launch.Launch launch, Log log) =>
        new SeccompRun(plan, log).Run(launch);

    private int Run(Launch.Launch launch)
    {
        using var program = StartedProgram.Start(launch with
        {
            Filter = SeccompFilter.Build(_plan.Traps),
            FilterFlags = SeccompHost.FilterFlags(_plan.Traps),
            NoNewPrivs = SeccompHost.NeedsNoNewPrivs,
        });
        var listener = SeccompHost.FetchListener(program.Pid, program.Listener);
        var guard = ForkedGuard.Start(listener);
        _signals.Program = program.Pid;
        var errno = program.Go();
        if (errno != Errno.None)
        {
            guard.Dismiss();
            return StartFailure.Report(_log, launch.Arguments[0], errno);
        }
        using var dispatch = new CallDispatch(_plan.Rules, _log);
        using var supervisor = new Supervisor(listener, dispatch, guard, _log);
        var loop = new SupervisorLoop(listener, supervisor, _signals);
        loop.RunUntilProgramEnds();
        loop.RunUntilAbandoned();
        dispatch.Replacement.RemoveFiles();
        guard.Dismiss();
        return ExitStatus.Reproduce(_signals.WaitStatus ?? 0);
    }
}
