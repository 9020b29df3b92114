using Fairlead.Linux;
using static Fairlead.Linux.InConstants;
using static Fairlead.Linux.SocketConstants;

namespace Fairlead.Engines.Cgroup.Tree;

/// <summary>The sockets of cgroups, as the kernel sees them.</summary>
/// <remarks>
/// <para>Goal. To show what the sockets of a program are really bound and connected to: TCP, UDP and UDP-Lite, in the
/// cgroup and in those below it.</para>
/// <para>Order. Ids of the cgroups - their processes - the network namespaces of these, and this one - in each the sockets
/// that were made in one of the cgroups, filtered by the kernel.</para>
/// <para>Limits. A socket belongs to the cgroup it was made in, wherever the process is now. One in a namespace where no
/// process of the cgroup is any more is not found; nor are UDP sockets that have no port yet, and connections in TIME-WAIT. Linux
/// 5.9 or newer.</para>
/// </remarks>
public static class SocketTable
{
    private static readonly int[] s_protocols = [IPPROTO_TCP, IPPROTO_UDP, IPPROTO_UDPLITE];

    /// <summary>The sockets of a cgroup and of those below it.</summary>
    public static SocketRecord[] Of(string directory) =>
        List(directory, [.. Ids(directory).Chunk(CgroupCondition.MostIds).Select(part => CgroupCondition.Build(part))]);

    /// <summary>
    /// The sockets that processes of a cgroup, or of those below it, hold though they were made elsewhere: passed by a service
    /// manager, or from before the processes came. No rules of the cgroup reach them.
    /// </summary>
    public static SocketRecord[] PassedTo(string directory)
    {
        var (ids, owners) = (Ids(directory), SocketOwners.In(directory));
        return owners.Count == 0
            ? []
            : Array.FindAll(
                List(directory, CgroupCondition.Everything()),
                socket => owners.ContainsKey(socket.Inode) && !ids.Contains(socket.CgroupId));
    }

    /// <summary>The sockets of a cgroup and of those below it, for people; each line once.</summary>
    public static string[] Lines(string directory) => [.. Of(directory).Select(s => s.ToString()).Distinct()];

    private static ulong[] Ids(string directory) =>
        [.. CgroupFiles.WithDescendants(directory).Select(CgroupFiles.Id).Where(id => id != 0)];

    private static SocketRecord[] List(string directory, params byte[][] filters)
    {
        List<SocketRecord> found = [];
        foreach (var pid in OnePerNamespace(directory))
        {
            var socket = pid is null ? NetworkNamespace.OpenSockDiag() : NetworkNamespace.OpenSockDiag(pid.Value);
            if (socket.Errno != Errno.ESRCH)
            {
                LinuxException.ThrowIf(
                    socket.Errno, $"socket of NETLINK_SOCK_DIAG in the network namespace of {pid}", "run as root");
                List(socket.Int, filters, found);
            }
        }
        return [.. found.Order(Comparer<SocketRecord>.Create(Compare))];
    }

    // A process of each namespace; null for this one.
    private static IEnumerable<int?> OnePerNamespace(string directory)
    {
        var own = NetworkNamespace.OfThisThread();
        return CgroupProcess.IdsIn(directory)
            .Select(pid => (Pid: (int?)pid, Namespace: NetworkNamespace.OfProcess(pid)))
            .Where(p => p.Namespace is not null && p.Namespace != own)
            .DistinctBy(p => p.Namespace)
            .Select(p => p.Pid)
            .Prepend(null);
    }

    private static void List(int socket, byte[][] filters, List<SocketRecord> found)
    {
        try
        {
            Array.ForEach(filters, filter => List(socket, filter, found));
        }
        finally
        {
            _ = Libc.close(socket);
        }
    }

    private static void List(int socket, byte[] filter, List<SocketRecord> found)
    {
        foreach (var protocol in s_protocols)
        {
            foreach (var family in (int[])[AF_INET, AF_INET6])
            {
                var errno = SockDiag.List(socket, protocol, family, filter, found);
                if (errno != Errno.ENOENT || protocol != IPPROTO_UDPLITE)
                {
                    LinuxException.ThrowIf(errno, "sock_diag", Advice(errno));
                }
            }
        }
    }

    private static string? Advice(Errno errno) => errno switch
    {
        Errno.ENOENT => "the kernel cannot list sockets: modprobe -a inet_diag tcp_diag udp_diag",
        Errno.EINVAL => "the kernel cannot list sockets by cgroup: it needs Linux 5.9 or newer",
        _ => null,
    };

    private static int Compare(SocketRecord a, SocketRecord b) =>
        (a.Protocol, a.LocalPort, a.ToString()).CompareTo((b.Protocol, b.LocalPort, b.ToString()));
}
