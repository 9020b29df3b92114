using System.Text;
using Fairlead.Linux;

namespace Fairlead.Engines.Cgroup.Tree;

/// <summary>The network namespaces that processes are in: network_namespaces(7).</summary>
internal static class NetworkNamespace
{
    private const int LongestLink = 64;

    /// <summary>The name of the namespace of a process ("net:[4026531840]"); null where it has ended.</summary>
    public static string? OfProcess(int pid) => Name($"/proc/{pid}/ns/net");

    /// <summary>The name of the namespace of this thread.</summary>
    public static string OfThisThread() => Name("/proc/thread-self/ns/net")
        ?? throw new LinuxException("/proc/thread-self/ns/net", Errno.ENOENT, "mount /proc");

    /// <summary>A socket to list sockets of the namespace that a process is in; ESRCH where the process has ended.</summary>
    /// <remarks>
    /// A socket stays in the namespace it was made in. So a thread that ends right after it goes there in our place.
    /// </remarks>
    public static SysResult OpenSockDiag(int pid)
    {
        var result = new SysResult(-1, Errno.ESRCH);
        var thread = new Thread(() => result = Enter(pid) is var errno && errno == Errno.None
            ? OpenSockDiag()
            : new SysResult(-1, errno));
        thread.Start();
        thread.Join();
        return result;
    }

    /// <summary>A socket to list sockets of this thread's own namespace.</summary>
    public static SysResult OpenSockDiag() => Libc.socket(
        SocketConstants.AF_NETLINK,
        SocketConstants.SOCK_DGRAM | SocketConstants.SOCK_CLOEXEC,
        InetDiagConstants.NETLINK_SOCK_DIAG);

    private static Errno Enter(int pid)
    {
        var opened = Libc.open(Libc.CString($"/proc/{pid}/ns/net"), FcntlConstants.O_RDONLY | FcntlConstants.O_CLOEXEC);
        if (!opened.Ok)
        {
            return opened.Errno == Errno.ENOENT ? Errno.ESRCH : opened.Errno;
        }
        var errno = Libc.setns(opened.Int, SchedConstants.CLONE_NEWNET);
        _ = Libc.close(opened.Int);
        return errno;
    }

    private static string? Name(string path)
    {
        Span<byte> target = stackalloc byte[LongestLink];
        var length = Libc.readlink(Libc.CString(path), target);
        return length.Errno switch
        {
            Errno.None => Encoding.ASCII.GetString(target[..length.Int]),
            Errno.ENOENT or Errno.ESRCH => null,
            var errno => throw new LinuxException($"readlink {path}", errno, "run as root to see into other users' processes"),
        };
    }
}
