using Fairlead.Engines.Cgroup.Tree;
using Fairlead.Linux;

namespace Fairlead.Engines.Cgroup;

/// <summary>The cgroups of the tree that rules are attached to.</summary>
/// <remarks>The kernel is asked at each cgroup: some microseconds for one that has no rules.</remarks>
public static class RuledCgroups
{
    /// <summary>All rule sets, those of outer cgroups first.</summary>
    /// <exception cref="LinuxException">There is no tree, or the kernel does not tell.</exception>
    public static AttachedRules[] All(CgroupTree tree) => [.. Directories(tree).SelectMany(Find)];

    /// <summary>The cgroups above one whose rules hold for it too, the nearest first; none where nobody tells.</summary>
    public static string[] Above(CgroupTree tree, string directory)
    {
        List<string> found = [];
        try
        {
            for (var at = directory; at != tree.MountPoint && Path.GetDirectoryName(at) is { } parent; at = parent)
            {
                if (Array.Exists(Find(parent), set => set.IsInForce))
                {
                    found.Add(parent);
                }
            }
        }
        catch (LinuxException e) when (e.Errno == Errno.EPERM)
        {
            // Programs of others are there, and without CAP_SYS_ADMIN nobody says whose.
        }
        return [.. found];
    }

    /// <summary>Takes off what is not in force: an attach, or a detach, was interrupted.</summary>
    public static CollectedCgroups Collect(CgroupTree tree)
    {
        List<string> removed = [];
        List<KeptCgroup> kept = [];
        foreach (var directory in Directories(tree).Where(d => Array.Exists(Find(d), set => !set.IsInForce)))
        {
            try
            {
                if (RuleAttachment.TakeOffIdle(directory))
                {
                    removed.Add(directory);
                }
            }
            catch (LinuxException e)
            {
                kept.Add(new KeptCgroup(directory, e.Message));
            }
        }
        return new CollectedCgroups([.. removed], [.. kept]);
    }

    private static List<string> Directories(CgroupTree tree) => CgroupFiles.WithDescendants(
        tree.MountPoint ?? throw new LinuxException("cgroup2", Errno.ENOENT, tree.WhyNot()));

    // What goes while it is looked at is not there.
    private static AttachedRules[] Find(string directory)
    {
        try
        {
            return AttachedRules.Find(directory);
        }
        catch (LinuxException e) when (e.Errno is Errno.ENOENT or Errno.ENODEV)
        {
            return [];
        }
    }
}
