using System.Globalization;

namespace Fairlead.Engines.Cgroup.Tree;

/// <summary>Which process holds a socket: the links of /proc/PID/fd.</summary>
public static class SocketOwners
{
    private const string Prefix = "socket:[";

    /// <summary>The first process of a cgroup, and of those below it, that holds a socket, by the socket's inode.</summary>
    /// <remarks>Processes of other users are passed over, unless this one is root.</remarks>
    public static Dictionary<ulong, int> In(string directory)
    {
        var owners = new Dictionary<ulong, int>();
        foreach (var pid in CgroupProcess.IdsIn(directory))
        {
            foreach (var inode in Sockets(pid))
            {
                _ = owners.TryAdd(inode, pid);
            }
        }
        return owners;
    }

    /// <summary>The first process of the host that holds a socket; null: none that this one may look into.</summary>
    public static int? Of(ulong inode)
    {
        foreach (var folder in Directory.EnumerateDirectories("/proc"))
        {
            if (int.TryParse(Path.GetFileName(folder), NumberStyles.None, CultureInfo.InvariantCulture, out var pid)
                && Sockets(pid).Contains(inode))
            {
                return pid;
            }
        }
        return null;
    }

    private static List<ulong> Sockets(int pid)
    {
        List<ulong> inodes = [];
        try
        {
            foreach (var file in new DirectoryInfo($"/proc/{pid}/fd").EnumerateFiles())
            {
                if (file.LinkTarget is { } target && target.StartsWith(Prefix, StringComparison.Ordinal))
                {
                    inodes.Add(ulong.Parse(target.AsSpan(Prefix.Length..^1)));
                }
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // It has ended, or is another user's: what was found until then stands.
        }
        return inodes;
    }
}
