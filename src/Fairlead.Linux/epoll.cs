using System.Runtime.InteropServices;

namespace Fairlead.Linux;

/// <summary>struct epoll_event of sys/epoll.h: epoll(7). Packed on x86-64 alone, as the kernel has it.</summary>
[StructLayout(LayoutKind.Sequential, Pack = 4)]
public struct epoll_event
{
    public const uint EPOLLIN = 1;
    public const uint EPOLLPRI = 2;
    public const uint EPOLLOUT = 4;
    public const uint EPOLLERR = 8;
    public const uint EPOLLHUP = 16;
    public const uint EPOLLRDHUP = 0x2000;
    public const uint EPOLLONESHOT = 0x40000000;
    public const uint EPOLLET = 0x80000000;

    public const int EPOLL_CTL_ADD = 1;
    public const int EPOLL_CTL_DEL = 2;
    public const int EPOLL_CTL_MOD = 3;
    public const int EPOLL_CLOEXEC = 0x80000;

    public uint events;
    public ulong data;
}

/// <content>Calls of sys/epoll.h and sys/eventfd.h.</content>
public static unsafe partial class Libc
{
    public static SysResult epoll_create1(int flags) => Result(epoll_create1_(flags));

    /// <param name="epoll">The set.</param>
    /// <param name="operation">EPOLL_CTL_ constants.</param>
    /// <param name="fd">What it watches.</param>
    /// <param name="events">EPOLL bits.</param>
    /// <param name="data">The word that comes back with them.</param>
    public static Errno epoll_ctl(int epoll, int operation, int fd, uint events, ulong data)
    {
        var memory = stackalloc byte[EpollEvents.Size];
        var change = new EpollEvents(memory) { [0] = (events, data) };
        return Error(epoll_ctl_(epoll, operation, fd, change.Pointer));
    }

    /// <param name="epoll">The set.</param>
    /// <param name="ready">Room for what is ready.</param>
    /// <param name="count">How much room.</param>
    /// <param name="timeout">Milliseconds; -1: for ever.</param>
    /// <returns>How many are ready.</returns>
    public static SysResult epoll_wait(int epoll, epoll_event* ready, int count, int timeout) =>
        Result(epoll_wait_(epoll, ready, count, timeout));

    public static SysResult eventfd(uint initial, int flags) => Result(eventfd_(initial, flags));

    [LibraryImport(Name, EntryPoint = "epoll_create1", SetLastError = true)]
    private static partial int epoll_create1_(int flags);

    [LibraryImport(Name, EntryPoint = "epoll_ctl", SetLastError = true)]
    private static partial int epoll_ctl_(int epoll, int operation, int fd, epoll_event* change);

    [LibraryImport(Name, EntryPoint = "epoll_wait", SetLastError = true)]
    private static partial int epoll_wait_(int epoll, epoll_event* ready, int count, int timeout);

    [LibraryImport(Name, EntryPoint = "eventfd", SetLastError = true)]
    private static partial int eventfd_(uint initial, int flags);
}
