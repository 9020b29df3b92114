using System.Globalization;
using Fairlead.Engines.Feeding;
using Fairlead.Engines.Hosting;
using Fairlead.Engines.Launch;
using Fairlead.Engines.Logging;
using Fairlead.Linux;
using Fairlead.Rules.Planning;

namespace Fairlead.Engines.Seccomp;

/// <summary>The seccomp engine: starts a program under a plan, and supervises it and all that it starts.</summary>
/// <remarks>
/// <para>Order of events. Signals are caught - the program is forked, installs its filter and waits - its listener is
/// fetched by pidfd_getfd(2) - the guard is forked - the program runs - one thread polls the listener, the signals and
/// what calls wait for - the program ends - if it leaves processes behind, a second supervisor takes over - so does this
/// end, as the program did.</para>
/// <para>Fed programs. Where a feeder or a relay stands behind the rules, its threads run beside the supervisor's, which
/// is the one that calls <see cref="Run"/>; they may be there before. What they know cannot be handed over, so this
/// process stays until all processes under the rules have ended. The program dies with the thread that has started it.</para>
/// <para>No thread of the supervisor is under the filter: the listener's POLLHUP means that the last program has ended,
/// and nothing that the supervisor calls is ever stopped.</para>
/// </remarks>
public sealed class SeccompRun(Plan plan, NameRecord names, Log log)
{
    private readonly bool _isServed = Array.Exists(plan.Rules, r => r.IsFed || r.IsOutgoing);

    /// <summary>Who is behind the connections that a feeder makes to the program: for rules that are fed.</summary>
    public ClientNames? Clients { get; init; }

    /// <summary>Who makes the program's connections from a target's place: for rules that are outgoing.</summary>
    public IOutgoing? Outgoing { get; init; }

    /// <summary>Called once the program runs, with its process id, by the supervisor's thread.</summary>
    public Action<int>? Started { get; init; }

    /// <summary>
    /// Called when all has ended, with the program's status as of waitpid(2), before <see cref="Run"/> ends this process as the
    /// program has ended, by a signal too.
    /// </summary>
    public Action<int>? Ended { get; init; }

    /// <summary>Starts the program as a child; gives the exit status to end with.</summary>
    public int Run(Launch.Launch launch)
    {
        RequireServants();
        var signals = new SignalForwarder();
        if (!SecondSupervisor.IsAllowed)
        {
            // kernel.yama.ptrace_scope 1: processes that the program orphans must stay descendants of ours.
            _ = Libc.prctl(PrctlConstants.PR_SET_CHILD_SUBREAPER, 1);
        }
        using var notify = NotifyProxy.Create(launch.Environment);
        using var program = StartedProgram.Start(UnderFilter(launch));
        var listener = SeccompHost.FetchListener(program.Pid, program.Listener);
        var guard = ForkedGuard.Start(listener);
        signals.Program = program.Pid;
        var errno = program.Go();
        if (errno != Errno.None)
        {
            guard.Dismiss();
            return StartFailure.Report(log, launch.Arguments[0], errno);
        }
        using var dispatch = new CallDispatch(plan.Rules, log, Clients, Outgoing);
        using var supervisor = new Supervisor(listener, dispatch, guard, log);
        Started?.Invoke(program.Pid);
        var loop = new SupervisorLoop(listener, supervisor, signals, notify);
        loop.RunUntilProgramEnds();
        if (SupervisorLoop.IsAbandoned(listener) || !HandOver(listener, dispatch, supervisor))
        {
            loop.RunUntilAbandoned();
            dispatch.Replacement.RemoveFiles();
        }
        guard.Dismiss();
        Ended?.Invoke(signals.WaitStatus!.Value);
        return ExitStatus.Reproduce(signals.WaitStatus!.Value);
    }

    /// <summary>Becomes the program, under a supervisor of its own; comes back only if that failed.</summary>
    public unsafe int RunSamePid(Launch.Launch launch)
    {
        if (_isServed)
        {
            log.Error("--same-pid: the program is fed by this process, which stays beside it: run without it");
            return ExitStatus.Failed;
        }
        if (!SecondSupervisor.IsAllowed)
        {
            log.Error("--same-pid: kernel.yama.ptrace_scope forbids a supervisor that is not the program's parent: run "
                + "without it, as root, or with CAP_SYS_PTRACE");
            return ExitStatus.Failed;
        }
        var ends = stackalloc int[2];
        const int type = SocketConstants.SOCK_STREAM | SocketConstants.SOCK_CLOEXEC;
        LinuxException.ThrowIf(Libc.socketpair(SocketConstants.AF_UNIX, type, 0, ends), "socketpair");
        var state = SupervisorState.Write(plan.Rules, names, log, dispatch: null, supervisor: null);
        var errno = SecondSupervisor.Start(
            state, [ends[1], .. Inherited()], keepsStderr: true, "--channel", Text(ends[1]), "--program", Text(Libc.getpid()));
        LinuxException.ThrowIf(errno, "start of the supervisor");
        _ = Libc.close(ends[1]);
        errno = StartedProgram.Become(UnderFilter(launch) with { SamePid = true }, ends[0]);
        return StartFailure.Report(log, launch.Arguments[0], errno);
    }

    private Launch.Launch UnderFilter(Launch.Launch launch) => launch with
    {
        Filter = SeccompFilter.Build(plan.Traps),
        FilterFlags = SeccompHost.FilterFlags(plan.Rules),
        NoNewPrivs = SeccompHost.NeedsNoNewPrivs,
    };

    // Calls that wait go with the state; none is in between, as this is the thread that judges them.
    private bool HandOver(int listener, CallDispatch dispatch, Supervisor supervisor)
    {
        if (_isServed)
        {
            log.Warning("the program has ended and left processes behind: this process serves them until they end");
            return false;
        }
        if (!SecondSupervisor.IsAllowed)
        {
            log.Warning("the program has ended and left processes behind; kernel.yama.ptrace_scope lets only this process "
                + "serve them, so it stays until they end");
            return false;
        }
        var state = SupervisorState.Write(plan.Rules, names, log, dispatch, supervisor);
        return SecondSupervisor.Start(state, [listener, .. Inherited()], keepsStderr: false, "--listener", Text(listener))
            == Errno.None;
    }

    private void RequireServants()
    {
        if ((Clients is null && Array.Exists(plan.Rules, r => r.IsFed))
            || (Outgoing is null && Array.Exists(plan.Rules, r => r.IsOutgoing)))
        {
            throw new InvalidOperationException("the plan has fed or outgoing rules, and nobody was given to serve them");
        }
    }

    private IEnumerable<int> Inherited()
    {
        foreach (var socket in names.ActivatedSockets)
        {
            yield return socket.Descriptor;
        }
        if (log.Descriptor > 2)
        {
            yield return log.Descriptor;
        }
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
