using Fairlead.Engines.Hosting;

namespace Fairlead.Engines.Cgroup.Tree;

/// <summary>Spends the wait of joining a cgroup while the rules are still being read.</summary>
/// <remarks>
/// The first write to any cgroup.procs after a quiet while waits for a grace period of RCU, some 12 ms (percpu_down_write of
/// cgroup_threadgroup_rwsem in kernel/cgroup/cgroup.c); the next ones do not. Moving this process to where it already is
/// changes nothing, and takes that wait upon a thread of its own. Where it fails, the join waits, or says why it cannot. The
/// join comes after <see cref="End"/>: a write that came later would take the process out of its cgroup, and out of its rules.
/// </remarks>
public static class GracePeriod
{
    private static Thread? s_thread;

    /// <summary>Begins the wait, if this process looks as if it may join a cgroup.</summary>
    public static void Begin()
    {
        if (Capabilities.Has(Capabilities.CAP_NET_ADMIN))
        {
            s_thread = new Thread(StayInPlace) { IsBackground = true };
            s_thread.UnsafeStart();
        }
    }

    /// <summary>Waits for what <see cref="Begin"/> has begun.</summary>
    public static void End() => s_thread?.Join();

    private static void StayInPlace()
    {
        if (CgroupTree.AtStart.Own is { } own)
        {
            _ = CgroupFiles.Join(own);
        }
    }
}
