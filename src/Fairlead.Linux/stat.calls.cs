using System.Runtime.InteropServices;

namespace Fairlead.Linux;

/// <content>Calls of sys/stat.h that change files. Paths end in a zero byte (a u8 literal does).</content>
public static unsafe partial class Libc
{
    /// <summary>Sets which bits new files of this process (threads that share it) never have; gives those before.</summary>
    public static uint umask(uint mask) => umask_(mask);

    public static Errno mkdirat(int directory, ReadOnlySpan<byte> path, uint mode)
    {
        fixed (byte* p = path)
        {
            return Error(mkdirat_(directory, p, mode));
        }
    }

    public static Errno mknodat(int directory, ReadOnlySpan<byte> path, uint mode, ulong device)
    {
        fixed (byte* p = path)
        {
            return Error(mknodat_(directory, p, mode, device));
        }
    }

    public static Errno fchmod(int fd, uint mode) => Error(fchmod_(fd, mode));

    public static Errno fchmodat(int directory, ReadOnlySpan<byte> path, uint mode)
    {
        fixed (byte* p = path)
        {
            return Error(fchmodat_(directory, p, mode, 0));
        }
    }

    /// <param name="fd">An open file, where the path is null.</param>
    /// <param name="path">The path; empty: the file itself.</param>
    /// <param name="times">Of the last access, and of the last change.</param>
    /// <param name="flags">AT_ constants.</param>
    public static Errno utimensat(int fd, ReadOnlySpan<byte> path, timespec* times, int flags)
    {
        fixed (byte* p = path)
        {
            return Error(utimensat_(fd, p, times, flags));
        }
    }

    [LibraryImport(Name, EntryPoint = "umask")]
    private static partial uint umask_(uint mask);

    [LibraryImport(Name, EntryPoint = "mkdirat", SetLastError = true)]
    private static partial int mkdirat_(int directory, byte* path, uint mode);

    [LibraryImport(Name, EntryPoint = "mknodat", SetLastError = true)]
    private static partial int mknodat_(int directory, byte* path, uint mode, ulong device);

    [LibraryImport(Name, EntryPoint = "fchmod", SetLastError = true)]
    private static partial int fchmod_(int fd, uint mode);

    [LibraryImport(Name, EntryPoint = "fchmodat", SetLastError = true)]
    private static partial int fchmodat_(int directory, byte* path, uint mode, int flags);

    [LibraryImport(Name, EntryPoint = "utimensat", SetLastError = true)]
    private static partial int utimensat_(int fd, byte* path, timespec* times, int flags);
}
