using System.Runtime.InteropServices;

namespace Fairlead.Linux;

/// <summary>struct statx of sys/stat.h, as far as it is read: statx(2). It is the same on every architecture.</summary>
[StructLayout(LayoutKind.Explicit, Size = 256)]
public struct statx
{
    public const uint STATX_MODE = 0x2;
    public const uint STATX_UID = 0x8;
    public const uint STATX_GID = 0x10;
    public const uint STATX_INO = 0x100;

    [FieldOffset(0)] public uint stx_mask;
    [FieldOffset(20)] public uint stx_uid;
    [FieldOffset(24)] public uint stx_gid;
    [FieldOffset(28)] public ushort stx_mode;
    [FieldOffset(32)] public ulong stx_ino;
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
