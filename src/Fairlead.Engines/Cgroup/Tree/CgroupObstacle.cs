using Fairlead.Linux;

namespace Fairlead.Engines.Cgroup.Tree;

/// <summary>What keeps a process from making a cgroup, in words.</summary>
internal static class CgroupObstacle
{
    private const int W_OK = 2;

    private const string Delegate = "run as root, or in a cgroup that is yours: systemd-run --user --scope -p Delegate=yes "
        + "PROGRAM, or Delegate=yes in the unit";

    /// <summary>Why no cgroup can be made in this one by a process in it; null: it can.</summary>
    public static string? In(string directory)
    {
        var errno = Libc.statfs(Libc.CString(directory), out var fs);
        if (errno != Errno.None)
        {
            return $"statfs {directory}: {errno}";
        }
        if (fs.f_type != statfs.CGROUP2_SUPER_MAGIC)
        {
            return $"{directory} is no cgroup2: another file system is mounted over it";
        }
        if ((fs.f_flags & statfs.ST_RDONLY) != 0)
        {
            return $"{directory} is mounted read-only: remount it (mount -o remount,bind,rw), start the container with "
                + "-v /sys/fs/cgroup:/sys/fs/cgroup:rw (Docker, Podman), or set Delegate=yes in the unit of systemd-nspawn";
        }
        if (ProcText.Read(Libc.CString($"{directory}/cgroup.type")).IndexOf("threaded"u8) >= 0)
        {
            return $"{directory} is threaded (cgroup.type): start from a cgroup of type domain";
        }
        // A process moves only if it may write to cgroup.procs of the cgroup that it leaves and the new one share.
        return Access(directory, W_OK | Libc.X_OK) ?? Access($"{directory}/cgroup.procs", W_OK);
    }

    /// <summary>What to do where a process could not be moved into a cgroup.</summary>
    public static string? Moving(Errno errno) => errno switch
    {
        Errno.EBUSY => "it shares out controllers (cgroup.subtree_control), so no process may be in it: "
            + "use a cgroup below it, or write -CONTROLLER to cgroup.subtree_control",
        Errno.EOPNOTSUPP => "it is in a threaded tree (cgroup.type): start from a cgroup of type domain",
        Errno.EACCES or Errno.EPERM => $"this process may not move processes to it: {Delegate}",
        Errno.ENOENT => "it is outside of this process's cgroup namespace",
        Errno.ENODEV => "it has been removed",
        Errno.ESRCH => "the process has ended",
        _ => null,
    };

    /// <summary>What to do where a cgroup could not be made.</summary>
    public static string? Making(Errno errno) => errno switch
    {
        Errno.EACCES or Errno.EPERM => Delegate,
        Errno.EAGAIN => "there are too many cgroups: cgroup.max.descendants or cgroup.max.depth of an ancestor",
        Errno.EROFS => "cgroup2 is mounted read-only",
        _ => null,
    };

    private static string? Access(string path, int mode) => Libc.access(Libc.CString(path), mode) switch
    {
        Errno.None => null,
        var errno => $"{path}: {errno}: {Delegate}",
    };
}
