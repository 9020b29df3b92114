using Fairlead.Engines.Cgroup.Tree;
using Fairlead.Engines.Launch;
using Fairlead.Engines.Logging;
using Fairlead.Rules.Planning;

namespace Fairlead.Engines.Cgroup;

/// <summary>The cgroup engine: starts a program in a cgroup of its own, whose BPF programs carry the rules.</summary>
/// <remarks>
/// <para>Order of events. Cgroups that earlier runs left empty are removed - the rules are compiled and loaded - a cgroup is
/// made below the one that this process is in - the programs are attached to it, while nobody is inside - this process
/// joins - it becomes the program. Nothing stays but the cgroup, which the next run, `fairlead gc` or the service manager
/// removes when it is empty; the kernel then frees the programs.</para>
/// <para>A failure at any step removes the cgroup again. If this process is killed in between, what is left is an empty cgroup,
/// which changes nothing for anybody, until it is collected.</para>
/// <para>Limits. Hooks follow the cgroup in which a socket was made: sockets that the program inherits are not reached.</para>
/// </remarks>
public sealed class CgroupRun(Plan plan, Log log)
{
    /// <summary>Becomes the program; comes back only if that failed.</summary>
    public int Become(Launch.Launch launch)
    {
        var home = CgroupTree.AtStart.Own!;
        EmptyCgroups.CollectIn(home);
        using var rules = RuleSet.Load(plan.Rules, logs: false);
        using var cgroup = OwnCgroup.Create(home);
        try
        {
            rules.Attach(cgroup.Descriptor, cgroup.Directory);
            rules.PutInForce();
            GracePeriod.End();
            cgroup.Join();
            var errno = StartedProgram.Become(launch with { SamePid = true }, channel: -1);
            return StartFailure.Report(log, launch.Arguments[0], errno);
        }
        finally
        {
            _ = CgroupFiles.Join(home);
            _ = cgroup.Remove();
        }
    }
}
