using System.Runtime;
using Fairlead.Layer.Calls;
using Fairlead.Layer.Operations;
using Fairlead.Layer.Reply;
using Fairlead.Layer.Sockets;
using static Fairlead.Linux.FcntlConstants;

namespace Fairlead.Layer.Hooks;

/// <summary>socket(2), close(2), dup(2), fcntl(2) and their like: where the number of a descriptor begins and ends.</summary>
internal static unsafe class DescriptorHooks
{
    /// <summary>Of close_range(2): the descriptors stay open until execve(2).</summary>
    private const int CLOSE_RANGE_CLOEXEC = 4;

    [RuntimeExport("socket")]
    internal static int Socket(int domain, int type, int protocol) => New(Next.socket(domain, type, protocol));

    [RuntimeExport("close")]
    internal static int Close(int fd)
    {
        Descriptors.Forget(fd);
        return CloseOperation.Close(fd) is { Passes: false } verdict ? (int)verdict.Answer() : Next.close(fd);
    }

    /// <summary>The names with underscores are those under which glibc exports them for its own and others' use.</summary>
    [RuntimeExport("__close")]
    private static int Close2(int fd) => Close(fd);

    [RuntimeExport("close_range")]
    internal static int CloseRange(uint first, uint last, int flags)
    {
        if ((flags & CLOSE_RANGE_CLOEXEC) == 0)
            Descriptors.Forget(first, last);
        return (int)Next.syscall(SystemCall.SYS_close_range, (nint)first, (nint)last, flags);
    }

    /// <summary>glibc falls back to other ways where the kernel is older than 5.9.</summary>
    [RuntimeExport("closefrom")]
    private static void CloseFrom(int first)
    {
        if (CloseRange(first < 0 ? 0 : (uint)first, ~0u, 0) < 0)
            Next.closefrom(first);
    }

    [RuntimeExport("dup")]
    internal static int Dup(int fd) => Copy(fd, Next.dup(fd));

    [RuntimeExport("dup2")]
    internal static int Dup2(int fd, int to) =>
        Copy(fd, CloseOperation.Replace(fd, to, 0) is { Passes: false } verdict ? (int)verdict.Answer() : Next.dup2(fd, to));

    [RuntimeExport("__dup2")]
    private static int Dup2Too(int fd, int to) => Dup2(fd, to);

    [RuntimeExport("dup3")]
    internal static int Dup3(int fd, int to, int flags) =>
        Copy(
            fd,
            CloseOperation.Replace(fd, to, flags) is { Passes: false } verdict ? (int)verdict.Answer() : Next.dup3(fd, to, flags));

    [RuntimeExport("fcntl")]
    internal static int Fcntl(int fd, int command, nint argument)
    {
        var result = Next.fcntl(fd, command, argument);
        return command is F_DUPFD or F_DUPFD_CLOEXEC ? Copy(fd, result) : result;
    }

    /// <summary>On 64-bit machines, it is the same.</summary>
    [RuntimeExport("fcntl64")]
    private static int Fcntl64(int fd, int command, nint argument) => Fcntl(fd, command, argument);

    [RuntimeExport("__fcntl")]
    private static int Fcntl2(int fd, int command, nint argument) => Fcntl(fd, command, argument);

    // The copy is the same socket: what the program has set on it counts there, too.
    private static int Copy(int from, int fd)
    {
        Descriptors.Learn(fd, Descriptors.Of(from) & Known.Asks);
        return SocketReplacement.Copied(fd);
    }

    private static int New(int fd)
    {
        Descriptors.Forget(fd);
        return fd;
    }
}
