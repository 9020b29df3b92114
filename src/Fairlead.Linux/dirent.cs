using System.Runtime.InteropServices;

namespace Fairlead.Linux;

/// <summary>struct dirent64 of dirent.h: an entry of getdents64(2), which is as long as d_reclen says.</summary>
[StructLayout(LayoutKind.Sequential)]
public unsafe struct dirent64
{
    public const byte DT_UNKNOWN = 0;
    public const byte DT_DIR = 4;

    public ulong d_ino;
    public long d_off;
    public ushort d_reclen;
    public byte d_type;
    public fixed byte d_name[256];
}

/// <content>
/// Directories: dirent.h, mkdir(2) of sys/stat.h, rmdir(2) and readlink(2) of unistd.h, openat(2) of fcntl.h.
/// </content>
public static unsafe partial class Libc
{
    /// <returns>The count of bytes written to the buffer; 0 at the end of the directory.</returns>
    public static SysResult getdents64(int fd, Span<byte> buffer)
    {
        fixed (byte* p = buffer)
        {
            return Result(getdents64_(fd, p, (nuint)buffer.Length));
        }
    }

    public static Errno mkdir(ReadOnlySpan<byte> path, uint mode)
    {
        fixed (byte* p = path)
        {
            return Error(mkdir_(p, mode));
        }
    }

    public static Errno rmdir(ReadOnlySpan<byte> path)
    {
        fixed (byte* p = path)
        {
            return Error(rmdir_(p));
        }
    }

    /// <param name="path">A path that ends in a zero byte (a u8 literal does).</param>
    /// <param name="buffer">Gets the target, with no zero at its end.</param>
    public static SysResult readlink(ReadOnlySpan<byte> path, Span<byte> buffer)
    {
        fixed (byte* p = path, b = buffer)
        {
            return Result(readlink_(p, b, (nuint)buffer.Length));
        }
    }

    /// <param name="directory">The directory that a relative path starts from.</param>
    /// <param name="path">A path that ends in a zero byte (a u8 literal does).</param>
    /// <param name="flags">O_ constants, but none that makes a file.</param>
    public static SysResult openat(int directory, ReadOnlySpan<byte> path, int flags)
    {
        fixed (byte* p = path)
        {
            return Result(openat_(directory, p, flags, 0));
        }
    }

    [LibraryImport(Name, EntryPoint = "getdents64", SetLastError = true)]
    private static partial nint getdents64_(int fd, void* buffer, nuint length);

    [LibraryImport(Name, EntryPoint = "mkdir", SetLastError = true)]
    private static partial int mkdir_(byte* path, uint mode);

    [LibraryImport(Name, EntryPoint = "rmdir", SetLastError = true)]
    private static partial int rmdir_(byte* path);

    [LibraryImport(Name, EntryPoint = "readlink", SetLastError = true)]
    private static partial nint readlink_(byte* path, byte* buffer, nuint length);

    [LibraryImport(Name, EntryPoint = "openat", SetLastError = true)]
    private static partial int openat_(int directory, byte* path, int flags, uint mode);
}
