using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Fairlead.Layer.Calls;
using Fairlead.Layer.Log;
using Fairlead.Linux;
using static Fairlead.Linux.FcntlConstants;

namespace Fairlead.Layer.Sockets;

/// <summary>An epoll set that the program put a socket into before another took its place.</summary>
/// <remarks>
/// The set keeps the old socket's entries as long as that is open, and shows them with their events and data in
/// /proc/thread-self/fdinfo (proc_pid_fdinfo(5)). The new socket gets the same under the same numbers.
/// </remarks>
internal static unsafe class EpollSet
{
    private const int EPOLL_CTL_ADD = 1;
    private const int KCMP_EPOLL_TFD = 7;

    /// <summary>Whether this descriptor is an epoll set.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static bool Is(int fd)
    {
        PathRoom path, target;
        WritePath((byte*)&path, "/proc/thread-self/fd/"u8, fd);
        var length = (int)Next.syscall(
            SystemCall.SYS_readlinkat, AT_FDCWD, (nint)(&path), (nint)(&target), sizeof(PathRoom));
        return length > 0 && Bytes.AreEqual((byte*)&target, "anon_inode:[eventpoll]"u8, length);
    }

    /// <summary>Whether a set may have an entry under this number. Where kcmp(2) is not there, any may.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static bool MayHave(int epoll, int fd)
    {
        kcmp_epoll_slot slot = default;
        slot.efd = (uint)epoll;
        slot.tfd = (uint)fd;
        var thread = Next.syscall(SystemCall.SYS_gettid);
        return Next.syscall(SystemCall.SYS_kcmp, thread, thread, KCMP_EPOLL_TFD, epoll, (nint)(&slot)) >= 0
            || Socket.Last != Errno.ENOENT;
    }

    /// <summary>Enters the new socket wherever the set has the old one, under this number or, where there are others, any.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static void Enter(int epoll, in FileIdentity old, int fd, bool hasOthers)
    {
        if (!hasOthers && !MayHave(epoll, fd))
            return;
        var replacement = FileIdentity.Of(fd);
        PathRoom path;
        FdInfoRoom room;
        WritePath((byte*)&path, "/proc/thread-self/fdinfo/"u8, epoll);
        var info = new FdInfo((byte*)&path, (byte*)&room);
        while (info.TryNextEntry(out var entry))
        {
            if (entry.Inode == old.Inode && FileIdentity.Of(entry.Number).IsSame(replacement))
                Add(epoll, ref entry);
        }
    }

    private static void Add(int epoll, ref EpollEntry entry)
    {
        epoll_event e;
        e.events = entry.Events;
        e.data = entry.Data;
        _ = Next.epoll_ctl(epoll, EPOLL_CTL_ADD, entry.Number, &e);
    }

    private static void WritePath(byte* to, ReadOnlySpan<byte> folder, int fd)
    {
        for (var i = 0; i < folder.Length; i++)
            *to++ = folder[i];
        var unit = 1;
        while (fd / unit >= 10)
            unit *= 10;
        for (; unit > 0; unit /= 10)
            *to++ = (byte)('0' + (fd / unit % 10));
        *to = 0;
    }

    /// <summary>struct kcmp_epoll_slot of linux/kcmp.h.</summary>
    [StructLayout(LayoutKind.Sequential)]
    private struct kcmp_epoll_slot
    {
        public uint efd;
        public uint tfd;
        public uint toff;
    }

    /// <summary>struct epoll_event of sys/epoll.h, which is packed on x86-64.</summary>
#if LAYER_ARM64
    [StructLayout(LayoutKind.Sequential)]
#else
    [StructLayout(LayoutKind.Sequential, Pack = 4)]
#endif
    private struct epoll_event
    {
        public uint events;
        public ulong data;
    }

    /// <summary>Room for the longest of these names, with any number.</summary>
    [StructLayout(LayoutKind.Sequential, Size = 40)]
    private struct PathRoom;

    [StructLayout(LayoutKind.Sequential, Size = FdInfo.Room)]
    private struct FdInfoRoom;
}
