using System.Runtime.InteropServices;

namespace Fairlead.Linux;

/// <summary>struct statx of sys/stat.h: statx(2). It is the same on every architecture.</summary>
[StructLayout(LayoutKind.Explicit, Size = 256)]
public struct statx
{
    public const uint STATX_MODE = 0x2;
    public const uint STATX_UID = 0x8;
    public const uint STATX_GID = 0x10;
    public const uint STATX_INO = 0x100;
    public const uint STATX_BASIC_STATS = 0x7FF;

    [FieldOffset(0)] public uint stx_mask;
    [FieldOffset(4)] public uint stx_blksize;
    [FieldOffset(16)] public uint stx_nlink;
    [FieldOffset(20)] public uint stx_uid;
    [FieldOffset(24)] public uint stx_gid;
    [FieldOffset(28)] public ushort stx_mode;
    [FieldOffset(32)] public ulong stx_ino;
    [FieldOffset(40)] public ulong stx_size;
    [FieldOffset(48)] public ulong stx_blocks;
    [FieldOffset(64)] public statx_timestamp stx_atime;
    [FieldOffset(96)] public statx_timestamp stx_ctime;
    [FieldOffset(112)] public statx_timestamp stx_mtime;
    [FieldOffset(128)] public uint stx_rdev_major;
    [FieldOffset(132)] public uint stx_rdev_minor;
    [FieldOffset(136)] public uint stx_dev_major;
    [FieldOffset(140)] public uint stx_dev_minor;
}

/// <summary>struct statx_timestamp of sys/stat.h.</summary>
[StructLayout(LayoutKind.Sequential, Size = 16)]
public struct statx_timestamp
{
    public long tv_sec;
    public uint tv_nsec;
}

/// <content>statx(2).</content>
public static unsafe partial class Libc
{
    /// <param name="directory">The directory that a relative path starts from; or AT_FDCWD.</param>
    /// <param name="path">A path that ends in a zero byte (a u8 literal does).</param>
    /// <param name="flags">AT_ constants.</param>
    /// <param name="mask">What to ask for: STATX_ constants.</param>
    /// <param name="result">What is known of the file.</param>
    public static Errno statx(int directory, ReadOnlySpan<byte> path, int flags, uint mask, out statx result)
    {
        fixed (byte* p = path)
        fixed (statx* r = &result)
        {
            return Error(statx_(directory, p, flags, mask, r));
        }
    }

    [LibraryImport(Name, EntryPoint = "statx", SetLastError = true)]
    private static partial int statx_(int directory, byte* path, int flags, uint mask, statx* result);
}
