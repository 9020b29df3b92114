using System.Diagnostics;
using Fairlead.Engines.Cgroup.Tree;
using Fairlead.Engines.Feeding;
using Fairlead.Engines.Launch;
using Fairlead.Engines.Logging;
using Fairlead.Linux;
using Fairlead.Rules.Planning;

namespace Fairlead.Engines.Cgroup;

/// <summary>The cgroup engine with a process that stays: to write decisions down, to feed the program, and to remove the cgroup at once.</summary>
/// <remarks>
/// <para>Order of events. Signals are caught - the cgroup is made, and the programs attached - the feeder learns where clients are
/// named - the program is forked, and waits - it is put into the cgroup - it runs - decisions are written and signals passed
/// on until it ends - the cgroup is removed.</para>
/// <para>Limits. The program is killed if this process is (PR_SET_PDEATHSIG). Processes that the program leaves behind stay under rules, as these need nobody; what they decide is no
/// longer written, and their cgroup is removed by the next run or `fairlead gc`.</para>
/// </remarks>
public sealed class SupervisedRun(Plan plan, Log log)
{
    /// <summary>Is given the names of clients before the program starts, where a rule is fed. They are good as long as this process.</summary>
    public Action<IClientNames>? Loaded { get; init; }

    /// <summary>Called once the program runs, with its process.</summary>
    public Action<int>? Started { get; init; }

    /// <summary>Called when the program has ended, with its status as of waitpid(2), before this process ends as it has.</summary>
    public Action<int>? Ended { get; init; }

    /// <summary>Runs the program; gives the exit status to end with.</summary>
    public int Run(Launch.Launch launch)
    {
        var home = CgroupTree.AtStart.Own!;
        EmptyCgroups.CollectIn(home);
        using var parent = new ProgramParent(launch);
        var start = Stopwatch.GetTimestamp();
        using var rules = RuleSet.Load(plan.Rules, logs: true);
        using var decisions = rules.ReadDecisions(log);
        using var cgroup = OwnCgroup.Create(home);
        Errno failure;
        try
        {
            rules.Attach(cgroup.Descriptor, cgroup.Directory);
            rules.PutInForce();
            log.Detail($"rules compiled, loaded and attached: {plan.Rules.Length}, in "
                + $"{Stopwatch.GetElapsedTime(start).TotalMilliseconds:F1} ms");
            if (Loaded is not null && rules.IsFed)
            {
                Loaded(rules.OpenClients());
            }
            failure = Run(launch, cgroup, parent, decisions);
        }
        finally
        {
            Remove(cgroup);
        }
        return failure == Errno.None ? parent.Reproduce(Ended) : StartFailure.Report(log, launch.Arguments[0], failure);
    }

    private Errno Run(Launch.Launch launch, OwnCgroup cgroup, ProgramParent parent, DecisionReader? decisions)
    {
        using var program = StartedProgram.Start(launch);
        cgroup.Join(program.Pid);
        var errno = parent.Go(program, Started);
        if (errno == Errno.None)
        {
            log.Detail($"this process stays to write the log; the program is process {program.Pid}");
            parent.Stay(decisions?.Descriptor ?? -1, decisions is null ? null : decisions.Drain);
        }
        return errno;
    }

    private void Remove(OwnCgroup cgroup)
    {
        if (cgroup.Remove() == Errno.EBUSY)
        {
            log.Detail("the program has left processes behind: they stay under rules, and no more is written of them");
        }
    }
}
