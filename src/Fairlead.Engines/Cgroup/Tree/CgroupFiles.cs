using System.Text;
using Fairlead.Linux;

namespace Fairlead.Engines.Cgroup.Tree;

/// <summary>The directory of a cgroup and the files in it: cgroups(7).</summary>
internal static unsafe class CgroupFiles
{
    /// <summary>The names of the cgroups in a cgroup; none where it is gone.</summary>
    public static List<string> Children(string directory)
    {
        var names = new List<string>();
        var opened = Open(directory);
        if (!opened.Ok)
        {
            return names;
        }
        var buffer = new byte[8192];
        while (Libc.getdents64(opened.Int, buffer) is { Value: > 0 } part)
        {
            AddDirectories(names, buffer.AsSpan(0, part.Int));
        }
        _ = Libc.close(opened.Int);
        return names;
    }

    /// <summary>The directories of a cgroup and of all below it, outermost first.</summary>
    public static List<string> WithDescendants(string directory)
    {
        var all = new List<string> { directory };
        for (var i = 0; i < all.Count; i++)
        {
            foreach (var name in Children(all[i]))
            {
                all.Add($"{all[i]}/{name}");
            }
        }
        return all;
    }

    /// <summary>
    /// The number by which the kernel knows a cgroup (bpf_get_current_cgroup_id, sock_diag): that of its inode. 0: it
    /// is gone.
    /// </summary>
    public static ulong Id(string directory) =>
        Libc.statx(FcntlConstants.AT_FDCWD, Libc.CString(directory), 0, statx.STATX_INO, out var file) == Errno.None ? file.stx_ino : 0;

    /// <summary>Opens the directory of a cgroup.</summary>
    public static SysResult Open(string directory) => Libc.open(
        Libc.CString(directory), FcntlConstants.O_RDONLY | FcntlConstants.O_DIRECTORY | FcntlConstants.O_CLOEXEC);

    /// <summary>Whether a process is in the cgroup or one below it; false where it is gone.</summary>
    public static bool IsPopulated(string directory) =>
        ProcText.Decimal(ProcText.Field(ProcText.Read(Libc.CString($"{directory}/cgroup.events")), "populated "u8)) != 0;

    /// <summary>Whether a process is in the cgroup itself.</summary>
    public static bool HasProcess(string directory, int pid)
    {
        foreach (var other in Processes(directory))
        {
            if (other == pid)
            {
                return true;
            }
        }
        return false;
    }

    /// <summary>
    /// The processes in the cgroup itself; none in a threaded one. Those of other pid namespaces read as 0.
    /// </summary>
    public static List<int> Processes(string directory)
    {
        var pids = new List<int>();
        var text = ProcText.Read(Libc.CString($"{directory}/cgroup.procs"));
        while (!text.IsEmpty)
        {
            pids.Add((int)ProcText.Decimal(text));
            text = text[(text.IndexOf((byte)'\n') + 1)..];
        }
        return pids;
    }

    /// <summary>Moves this process, with all its threads, into the cgroup.</summary>
    public static Errno Join(string directory)
    {
        var procs = Libc.open(Libc.CString($"{directory}/cgroup.procs"), FcntlConstants.O_WRONLY | FcntlConstants.O_CLOEXEC);
        var errno = procs.Ok ? Libc.write(procs.Int, "0"u8).Errno : procs.Errno;
        _ = procs.Ok ? Libc.close(procs.Int) : Errno.None;
        return errno;
    }

    private static void AddDirectories(List<string> names, ReadOnlySpan<byte> entries)
    {
        fixed (byte* start = entries)
        {
            for (byte* at = start, end = start + entries.Length; at < end; at += ((dirent64*)at)->d_reclen)
            {
                if (((dirent64*)at)->d_type == dirent64.DT_DIR && NameOf((dirent64*)at) is var name && name is not ("." or ".."))
                {
                    names.Add(name);
                }
            }
        }
    }

    private static string NameOf(dirent64* entry)
    {
        var length = 0;
        while (entry->d_name[length] != 0)
        {
            length++;
        }
        return Encoding.UTF8.GetString(entry->d_name, length);
    }
}
