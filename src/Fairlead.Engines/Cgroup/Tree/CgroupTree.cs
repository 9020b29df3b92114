using Fairlead.Linux;

namespace Fairlead.Engines.Cgroup.Tree;

/// <summary>The tree of cgroup2 as this process sees it, and its own place in it: cgroups(7).</summary>
/// <remarks>
/// <para>Goal. To find the directory where this process may make a cgroup for its program, or to say why there is none,
/// on hosts with cgroup2 alone, beside version 1 (hybrid), in containers, and in cgroup namespaces.</para>
/// <para>Order. Of all mounts of cgroup2 that show this process's own cgroup, the first that can be written is
/// taken; else the first that shows it; else the first. Where there is none, see <see cref="DetachedMount"/>.</para>
/// <para>Limits. It is a picture of the moment: this process may be moved later.</para>
/// </remarks>
public sealed partial class CgroupTree
{
    private const string NotMounted =
        "no cgroup2 is mounted: mount it (mount -t cgroup2 none DIRECTORY), or boot with systemd.unified_cgroup_hierarchy=1";

    private readonly CgroupMount? _mount;
    private readonly string? _whyNot;

    private CgroupTree(CgroupMount? mount, string? own, string? whyNot)
    {
        _mount = mount;
        _whyNot = whyNot;
        Own = own;
    }

    /// <summary>Where the tree is mounted; null: nowhere.</summary>
    public string? MountPoint => _mount?.Point;

    /// <summary>The directory of this process's own cgroup; null where no mount shows it.</summary>
    public string? Own { get; }

    /// <summary>The tree as it was when this was first asked: what a start looks at more than once.</summary>
    public static CgroupTree AtStart { get; } = Find();

    /// <summary>Finds the tree; where no folder shows it, it is mounted in none.</summary>
    public static CgroupTree Find()
    {
        var mounts = CgroupMount.Parse(ProcText.Read("/proc/self/mountinfo\0"u8));
        if (mounts.Count == 0 && DetachedMount.Create() is { } detached)
        {
            mounts.Add(detached);
        }
        return Find(mounts, ProcText.Read("/proc/self/cgroup\0"u8), Libc.getpid());
    }

    /// <summary>Why this process can make no cgroup in its own one, and what to do about it; null: it can.</summary>
    public string? WhyNot() => _whyNot;

    /// <summary>The directory of a path as it stands in /proc/PID/cgroup; null where the mount does not show it.</summary>
    public string? DirectoryOf(string path) => _mount?.DirectoryOf(path);

    /// <summary>What people call a cgroup: its path below the mount.</summary>
    public string NameOf(string directory) =>
        MountPoint is { } point && directory.StartsWith(point, StringComparison.Ordinal) && directory.Length > point.Length
            ? directory[point.Length..]
            : "/";

    internal static CgroupTree Find(List<CgroupMount> mounts, ReadOnlySpan<byte> cgroup, int pid)
    {
        var path = CgroupPath.Unified(cgroup);
        CgroupTree? found = null;
        foreach (var mount in mounts)
        {
            var own = path is null ? null : mount.OwnDirectory(path, pid);
            var whyNot = own is not null
                ? CgroupObstacle.In(own)
                : $"{mount.Point} does not show the cgroup of this process: mount cgroup2 in this cgroup namespace "
                    + "(mount -t cgroup2 none DIRECTORY)";
            if (found is null || (own is not null && found.Own is null) || (whyNot is null && found._whyNot is not null))
            {
                found = new CgroupTree(mount, own, whyNot);
            }
        }
        return found ?? new CgroupTree(null, null, NotMounted);
    }
}
