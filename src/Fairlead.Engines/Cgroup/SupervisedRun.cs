using System.Diagnostics;
using Fairlead.Engines.Cgroup.Tree;
using Fairlead.Engines.Launch;
using Fairlead.Engines.Logging;
using Fairlead.Linux;
using Fairlead.Rules.Planning;

namespace Fairlead.Engines.Cgroup;

/// <summary>The cgroup engine with a process that stays: to write decisions down, and to remove the cgroup at once.</summary>
/// <remarks>
/// <para>Order of events. Signals are caught - the cgroup is made, and the programs attached - the program is forked, and waits -
/// it is put into the cgroup - it runs - decisions are written and signals passed on until it ends - the cgroup is removed.</para>
/// <para>Limits. The program is killed if this process is (PR_SET_PDEATHSIG). Processes that the program leaves behind stay under rules, as these need nobody; what they decide is no
/// longer written, and their cgroup is removed by the next run or `fairlead gc`.</para>
/// </remarks>
public sealed unsafe class SupervisedRun(Plan plan, Log log)
{
    /// <summary>Runs the program; gives the exit status to end with.</summary>
    public int Run(Launch.Launch launch)
    {
        var home = CgroupTree.AtStart.Own!;
        EmptyCgroups.CollectIn(home);
        var signals = new SignalForwarder();
        using var notify = NotifyProxy.Create(launch.Environment);
        var start = Stopwatch.GetTimestamp();
        using var rules = RuleSet.Load(plan.Rules, logs: true);
        using var decisions = rules.ReadDecisions(log);
        using var cgroup = OwnCgroup.Create(home);
        Errno failure;
        try
        {
            rules.Attach(cgroup.Descriptor, cgroup.Directory);
            rules.PutInForce();
            log.Detail($"{plan.Rules.Length} rules are compiled, loaded and attached, in "
                + $"{Stopwatch.GetElapsedTime(start).TotalMilliseconds:F1} ms");
            failure = Run(launch, cgroup, signals, notify, decisions);
        }
        finally
        {
            Remove(cgroup);
        }
        return failure == Errno.None
            ? ExitStatus.Reproduce(signals.WaitStatus!.Value)
            : StartFailure.Report(log, launch.Arguments[0], failure);
    }

    private Errno Run(
        Launch.Launch launch, OwnCgroup cgroup, SignalForwarder signals, NotifyProxy? notify, DecisionReader decisions)
    {
        using var program = StartedProgram.Start(launch);
        cgroup.Join(program.Pid);
        signals.Program = program.Pid;
        var errno = program.Go();
        if (errno != Errno.None)
        {
            signals.AwaitEnd();
            return errno;
        }
        log.Detail($"this process stays to write the log; the program is process {program.Pid}");
        while (signals.WaitStatus is null)
        {
            Step(signals, notify, decisions);
        }
        decisions.Drain();
        return Errno.None;
    }

    private static void Step(SignalForwarder signals, NotifyProxy? notify, DecisionReader decisions)
    {
        const int count = 3;
        var fds = stackalloc pollfd[count];
        fds[0] = new pollfd { fd = signals.Descriptor, events = pollfd.POLLIN };
        fds[1] = new pollfd { fd = decisions.Descriptor, events = pollfd.POLLIN };
        fds[2] = new pollfd { fd = notify?.Descriptor ?? -1, events = pollfd.POLLIN };
        _ = Libc.poll(fds, count, -1);
        decisions.Drain();
        if (fds[2].revents != 0)
        {
            notify!.Forward();
        }
        if (fds[0].revents != 0)
        {
            signals.Handle();
        }
    }

    private void Remove(OwnCgroup cgroup)
    {
        if (cgroup.Remove() == Errno.EBUSY)
        {
            log.Detail("the program has left processes behind: they stay under rules, and no more is written of them");
        }
    }
}
