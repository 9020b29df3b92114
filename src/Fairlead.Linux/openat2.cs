using System.Runtime.InteropServices;

namespace Fairlead.Linux;

/// <summary>struct open_how of linux/openat2.h: openat2(2).</summary>
[StructLayout(LayoutKind.Sequential)]
public struct open_how
{
    /// <summary>Links of /proc that lead to what has no path are not followed.</summary>
    public const ulong RESOLVE_NO_MAGICLINKS = 2;

    /// <summary>The directory is the root of the whole walk: for absolute paths and links, and for <c>..</c>.</summary>
    public const ulong RESOLVE_IN_ROOT = 0x10;

    public ulong flags;
    public ulong mode;
    public ulong resolve;
}

/// <content>openat2(2), which the C library does not wrap.</content>
public static unsafe partial class Libc
{
    /// <param name="directory">Where a walk begins.</param>
    /// <param name="path">A path that ends in a zero byte (a u8 literal does).</param>
    /// <param name="how">How.</param>
    public static SysResult openat2(int directory, ReadOnlySpan<byte> path, open_how how)
    {
        fixed (byte* p = path)
        {
            return Result(syscall_(
                SyscallNumbers.SYS_openat2, directory, (nint)p, (nint)(&how), (nint)SizeOf<open_how>(), 0, 0));
        }
    }
}
