using System.Runtime.InteropServices;

namespace Fairlead.Linux;

/// <summary>struct statfs of sys/vfs.h: statfs(2).</summary>
[StructLayout(LayoutKind.Sequential)]
public unsafe struct statfs
{
    /// <summary>f_type of a cgroup2 file system: linux/magic.h.</summary>
    public const long CGROUP2_SUPER_MAGIC = 0x63677270;

    /// <summary>f_flags of a file system or mount that is read-only: sys/statvfs.h.</summary>
    public const ulong ST_RDONLY = 1;

    /// <summary>f_flags of a mount that lends no right to what is executed from it.</summary>
    public const ulong ST_NOSUID = 2;

    public long f_type;
    public long f_bsize;
    public ulong f_blocks;
    public ulong f_bfree;
    public ulong f_bavail;
    public ulong f_files;
    public ulong f_ffree;
    public ulong f_fsid;
    public long f_namelen;
    public long f_frsize;
    public ulong f_flags;
    public fixed long f_spare[4];
}

/// <content>Calls of sys/vfs.h.</content>
public static unsafe partial class Libc
{
    /// <param name="path">A path that ends in a zero byte (a u8 literal does).</param>
    /// <param name="result">What is known of the file system that the path is on.</param>
    public static Errno statfs(ReadOnlySpan<byte> path, out statfs result)
    {
        fixed (byte* p = path)
        fixed (statfs* r = &result)
        {
            return Error(statfs_(p, r));
        }
    }

    [LibraryImport(Name, EntryPoint = "statfs", SetLastError = true)]
    private static partial int statfs_(byte* path, statfs* result);
}
