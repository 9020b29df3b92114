using Fairlead.Linux;

namespace Fairlead.Engines.Cgroup.Tree;

/// <summary>A cgroup of Fairlead's that is not in use, and yet could not be removed.</summary>
/// <param name="Directory">Its directory.</param>
/// <param name="Reason">Why, in words.</param>
public sealed record KeptCgroup(string Directory, string Reason);

/// <summary>What was removed of the whole tree, and what was not.</summary>
public sealed record CollectedCgroups(string[] Removed, KeptCgroup[] Kept);

/// <summary>Removes cgroups of Fairlead's whose programs have ended.</summary>
/// <remarks>
/// The lock comes first (see <see cref="OwnCgroup"/>), then the look whether a process is inside, then the cgroups that
/// the program has made, innermost first, then it itself. rmdir(2) of a cgroup with a process in it fails with EBUSY: the
/// look before keeps the empty cgroups of a program that runs.
/// </remarks>
public static class EmptyCgroups
{
    /// <summary>Removes those right inside a cgroup; quick, and silent about what cannot be removed.</summary>
    public static void CollectIn(string parent)
    {
        foreach (var name in CgroupFiles.Children(parent))
        {
            if (CgroupName.IsOwn(name))
            {
                _ = Remove($"{parent}/{name}");
            }
        }
    }

    /// <summary>Removes those of the whole tree.</summary>
    public static CollectedCgroups CollectAll(CgroupTree tree)
    {
        List<string> removed = [];
        List<KeptCgroup> kept = [];
        Collect(tree.MountPoint ?? throw new LinuxException("cgroup2", Errno.ENOENT, tree.WhyNot()), removed, kept);
        return new CollectedCgroups([.. removed], [.. kept]);
    }

    /// <summary>
    /// Removes a cgroup with all those in it; EBUSY where a process is inside, EAGAIN where a program is being started.
    /// </summary>
    internal static Errno Remove(string directory)
    {
        var locked = CgroupLock.Take(directory);
        if (!locked.Ok)
        {
            return locked.Errno;
        }
        var errno = CgroupFiles.IsPopulated(directory) ? Errno.EBUSY : RemoveEmpty(directory);
        _ = Libc.close(locked.Int);
        return errno;
    }

    private static Errno RemoveEmpty(string directory)
    {
        foreach (var name in CgroupFiles.Children(directory))
        {
            if (Remove($"{directory}/{name}") is var errno && errno is not (Errno.None or Errno.ENOENT))
            {
                return errno;
            }
        }
        return Libc.rmdir(Libc.CString(directory));
    }

    private static void Collect(string parent, List<string> removed, List<KeptCgroup> kept)
    {
        foreach (var name in CgroupFiles.Children(parent))
        {
            var directory = $"{parent}/{name}";
            var errno = CgroupName.IsOwn(name) ? Remove(directory) : Errno.EBUSY;
            if (errno == Errno.EAGAIN && CgroupFiles.IsPopulated(directory))
            {
                // A supervisor keeps the lock while its program runs.
                errno = Errno.EBUSY;
            }
            if (errno == Errno.None)
            {
                removed.Add(directory);
            }
            else if (errno == Errno.EBUSY)
            {
                Collect(directory, removed, kept);
            }
            else if (errno != Errno.ENOENT)
            {
                kept.Add(new KeptCgroup(directory, Why(errno)));
            }
        }
    }

    private static string Why(Errno errno) => errno switch
    {
        Errno.EAGAIN => "a program is being started in it",
        Errno.EACCES or Errno.EPERM => $"{errno}: run as root",
        _ => $"rmdir: {errno}",
    };
}
