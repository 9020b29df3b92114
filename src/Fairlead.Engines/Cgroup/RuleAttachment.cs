using Fairlead.Engines.Cgroup.Kernel;
using Fairlead.Engines.Cgroup.Tree;
using Fairlead.Linux;
using Fairlead.Rules.Planning;

namespace Fairlead.Engines.Cgroup;

/// <summary>Puts rules on a cgroup that has processes already, replaces them, and takes them off.</summary>
/// <remarks>
/// <para>Order of events. The directory is locked against others who attach - the rules are loaded, with the number
/// after that of the rules that are there - the programs are attached beside the old ones, and let all pass - one write puts the
/// new number in force, for all hooks at once - the old programs are detached.</para>
/// <para>A failure, or the death of this process, at any step leaves either the old rules or the new ones in force, and at
/// worst programs that let all pass: the next attach or detach takes them off.</para>
/// <para>Limits. Calls that were made before stay as they are: a socket that is bound keeps its address. What `hide` hid by the old
/// rules is shown from then on.</para>
/// </remarks>
public static class RuleAttachment
{
    /// <summary>Attaches a plan's rules to a cgroup, in the place of those that are there.</summary>
    /// <param name="directory">The directory of the cgroup.</param>
    /// <param name="plan">The plan, of this engine.</param>
    /// <returns>How many rule sets were there before.</returns>
    public static int Attach(string directory, Plan plan)
    {
        var cgroup = Lock(directory);
        try
        {
            var before = AttachedRules.Find(directory);
            using var rules = RuleSet.Load(plan.Rules, logs: false, before.Length > 0 ? Newest(before) : null);
            rules.Attach(cgroup, directory);
            rules.PutInForce();
            Array.ForEach(before, old => TakeOff(cgroup, old));
            return before.Length;
        }
        finally
        {
            _ = Libc.close(cgroup);
        }
    }

    /// <summary>Takes all rules off a cgroup; false where there were none.</summary>
    public static bool Detach(string directory)
    {
        var cgroup = Lock(directory);
        try
        {
            var attached = AttachedRules.Find(directory);
            foreach (var rules in attached)
            {
                using var inForce = rules.OpenInForce();
                RuleSet.PutInForce(inForce, 0);
            }
            Array.ForEach(attached, rules => TakeOff(cgroup, rules));
            return attached.Length > 0;
        }
        finally
        {
            _ = Libc.close(cgroup);
        }
    }

    /// <summary>Takes off what an interrupted attach or detach has left behind; false where there is nothing.</summary>
    /// <remarks>A program that is being started holds the lock until its rules are in force.</remarks>
    public static bool TakeOffIdle(string directory)
    {
        var cgroup = Lock(directory);
        try
        {
            var idle = Array.FindAll(AttachedRules.Find(directory), rules => !rules.IsInForce);
            Array.ForEach(idle, rules => TakeOff(cgroup, rules));
            return idle.Length > 0;
        }
        finally
        {
            _ = Libc.close(cgroup);
        }
    }

    // An interrupted attach may have left a set with a higher number than the one in force.
    private static AttachedRules Newest(AttachedRules[] sets) => sets.MaxBy(set => set.Number)!;

    private static int Lock(string directory)
    {
        var locked = CgroupLock.Take(directory);
        var advice = locked.Errno switch
        {
            Errno.EAGAIN => "another `fairlead` is at work on this cgroup: try again; one that stays with its program (-v, "
                + "--supervise) keeps it, and rules are given to that one",
            Errno.ENOENT or Errno.ENODEV => "the cgroup is gone",
            _ => null,
        };
        return LinuxException.Check(locked, $"lock of {directory}", advice);
    }

    private static void TakeOff(int cgroup, AttachedRules rules)
    {
        foreach (var (hook, program) in rules.Programs)
        {
            var opened = AttachedProgram.Open(program.Id);
            if (opened.Ok)
            {
                CgroupPrograms.Detach(cgroup, hook, opened.Int, rules.Directory);
                _ = Libc.close(opened.Int);
            }
        }
    }
}
