using System.Runtime.InteropServices;

namespace Fairlead.Linux;

/// <summary>sched.h: namespaces(7).</summary>
public static class SchedConstants
{
    public const int CLONE_FS = 0x200;
    public const int CLONE_NEWNS = 0x20000;
    public const int CLONE_NEWUSER = 0x10000000;
    public const int CLONE_NEWNET = 0x40000000;
}

/// <content>Calls of sched.h.</content>
public static unsafe partial class Libc
{
    /// <param name="fd">A file of /proc/PID/ns.</param>
    /// <param name="type">CLONE_ constant of the kind it must be; 0: any.</param>
    public static Errno setns(int fd, int type) => Error(setns_(fd, type));

    /// <param name="flags">CLONE_ constants: what the calling thread no longer shares.</param>
    public static Errno unshare(int flags) => Error(unshare_(flags));

    [LibraryImport(Name, EntryPoint = "setns", SetLastError = true)]
    private static partial int setns_(int fd, int type);

    [LibraryImport(Name, EntryPoint = "unshare", SetLastError = true)]
    private static partial int unshare_(int flags);
}
