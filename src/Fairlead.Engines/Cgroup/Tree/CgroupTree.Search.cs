using Fairlead.Linux;

namespace Fairlead.Engines.Cgroup.Tree;

/// <content>Finds the cgroups that people name.</content>
public sealed partial class CgroupTree
{
    private const string Deleted = " (deleted)";

    /// <summary>The directory of the cgroup that a process is in.</summary>
    public string OfProcess(int pid)
    {
        var text = ProcText.Read(Libc.CString($"/proc/{pid}/cgroup"));
        var path = CgroupPath.Unified(text);
        if (path is null || path.EndsWith(Deleted, StringComparison.Ordinal))
        {
            throw text.IsEmpty || path is not null
                ? new LinuxException($"process {pid}", Errno.ESRCH, "there is no such process")
                : new LinuxException($"process {pid}", Errno.ENOENT, NotMounted);
        }
        return Shown(path, $"process {pid}");
    }

    /// <summary>The directory of a cgroup by its full path, or by its path in the tree as in /proc/PID/cgroup.</summary>
    public string OfPath(string text)
    {
        if (text.StartsWith('/') && Path.GetFullPath(text).TrimEnd('/') is var full && IsCgroup(full))
        {
            return full;
        }
        var directory = Shown($"/{text.Trim('/')}", $"cgroup {text}");
        return IsCgroup(directory)
            ? directory
            : throw new LinuxException(
                $"cgroup {text}", Errno.ENOENT, $"neither it nor {directory} is the directory of a cgroup2");
    }

    /// <summary>
    /// The directory of the cgroup of a unit of systemd that runs; a name without a suffix is that of a service.
    /// </summary>
    public string OfUnit(string name)
    {
        var unit = CgroupUnit.FullName(name);
        var found = CgroupUnit.Find(Mounted(), unit);
        return found.Count switch
        {
            1 => found[0],
            0 => throw new LinuxException(
                $"unit {unit}", Errno.ENOENT, $"it has no cgroup: is it running? systemctl status {unit}"),
            _ => throw new LinuxException(
                $"unit {unit}", Errno.ENOTUNIQ,
                $"it has more than one cgroup, name one by --cgroup: {string.Join(", ", found)}"),
        };
    }

    private static bool IsCgroup(string directory) =>
        Libc.IsDirectory(Libc.CString(directory)) && Libc.statfs(Libc.CString(directory), out var fs) == Errno.None
            && fs.f_type == statfs.CGROUP2_SUPER_MAGIC;

    private string Shown(string path, string what) => DirectoryOf(path) ?? throw new LinuxException(
        what, Errno.ENOENT, MountPoint is null ? NotMounted : $"its cgroup {path} is outside of what {MountPoint} shows");

    private string Mounted() => MountPoint ?? throw new LinuxException("cgroup2", Errno.ENOENT, NotMounted);
}
