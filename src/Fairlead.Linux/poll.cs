using System.Runtime.InteropServices;

namespace Fairlead.Linux;

/// <summary>struct pollfd of poll.h: poll(2).</summary>
[StructLayout(LayoutKind.Sequential)]
public struct pollfd
{
    public const short POLLIN = 1;
    public const short POLLOUT = 4;
    public const short POLLERR = 8;
    public const short POLLHUP = 16;

    public int fd;
    public short events;
    public short revents;
}

/// <content>Calls of poll.h.</content>
public static unsafe partial class Libc
{
    /// <param name="fds">What to wait for.</param>
    /// <param name="count">How many.</param>
    /// <param name="timeout">Milliseconds; -1: for ever.</param>
    /// <returns>How many are ready.</returns>
    public static SysResult poll(pollfd* fds, int count, int timeout) => Result(poll_(fds, (nuint)count, timeout));

    [LibraryImport(Name, EntryPoint = "poll", SetLastError = true)]
    private static partial int poll_(pollfd* fds, nuint count, int timeout);
}
