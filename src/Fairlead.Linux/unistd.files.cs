using System.Runtime.InteropServices;

namespace Fairlead.Linux;

/// <content>
/// Calls of unistd.h, fcntl.h and stdio.h on files, by a descriptor or a directory and a name. Paths end in a zero byte
/// (a u8 literal does).
/// </content>
public static unsafe partial class Libc
{
    private const int SYS_faccessat2 = 439;

    public static SysResult pwrite(int fd, ReadOnlySpan<byte> buffer, long offset)
    {
        fixed (byte* p = buffer)
        {
            return Result(pwrite_(fd, p, (nuint)buffer.Length, offset));
        }
    }

    public static Errno ftruncate(int fd, long length) => Error(ftruncate_(fd, length));

    public static Errno fsync(int fd) => Error(fsync_(fd));

    public static Errno fdatasync(int fd) => Error(fdatasync_(fd));

    public static SysResult openat(int directory, ReadOnlySpan<byte> path, int flags, uint mode)
    {
        fixed (byte* p = path)
        {
            return Result(openat_(directory, p, flags, mode));
        }
    }

    public static Errno unlinkat(int directory, ReadOnlySpan<byte> path, int flags)
    {
        fixed (byte* p = path)
        {
            return Error(unlinkat_(directory, p, flags));
        }
    }

    public static Errno symlinkat(ReadOnlySpan<byte> text, int directory, ReadOnlySpan<byte> path)
    {
        fixed (byte* t = text, p = path)
        {
            return Error(symlinkat_(t, directory, p));
        }
    }

    public static Errno linkat(int fromDirectory, ReadOnlySpan<byte> from, int toDirectory, ReadOnlySpan<byte> to, int flags)
    {
        fixed (byte* f = from, t = to)
        {
            return Error(linkat_(fromDirectory, f, toDirectory, t, flags));
        }
    }

    public static Errno renameat2(int fromDirectory, ReadOnlySpan<byte> from, int toDirectory, ReadOnlySpan<byte> to, uint flags)
    {
        fixed (byte* f = from, t = to)
        {
            return Error(renameat2_(fromDirectory, f, toDirectory, t, flags));
        }
    }

    /// <param name="directory">The directory; or the link itself, where the path is empty.</param>
    /// <param name="path">The link.</param>
    /// <param name="buffer">Gets the target, with no zero at its end.</param>
    public static SysResult readlinkat(int directory, ReadOnlySpan<byte> path, Span<byte> buffer)
    {
        fixed (byte* p = path, b = buffer)
        {
            return Result(readlinkat_(directory, p, b, (nuint)buffer.Length));
        }
    }

    /// <summary>The system call: the C library's faccessat judges some flags itself, by other rights than the kernel's.</summary>
    public static Errno faccessat2(int directory, ReadOnlySpan<byte> path, int mode, int flags)
    {
        fixed (byte* p = path)
        {
            return Error(syscall_(SYS_faccessat2, directory, (nint)p, mode, flags, 0, 0));
        }
    }

    public static Errno fchownat(int directory, ReadOnlySpan<byte> path, uint user, uint group, int flags)
    {
        fixed (byte* p = path)
        {
            return Error(fchownat_(directory, p, user, group, flags));
        }
    }

    public static Errno fstatfs(int fd, out statfs result)
    {
        fixed (statfs* r = &result)
        {
            return Error(fstatfs_(fd, r));
        }
    }

    [LibraryImport(Name, EntryPoint = "pwrite", SetLastError = true)]
    private static partial nint pwrite_(int fd, byte* buffer, nuint count, long offset);

    [LibraryImport(Name, EntryPoint = "ftruncate", SetLastError = true)]
    private static partial int ftruncate_(int fd, long length);

    [LibraryImport(Name, EntryPoint = "fsync", SetLastError = true)]
    private static partial int fsync_(int fd);

    [LibraryImport(Name, EntryPoint = "fdatasync", SetLastError = true)]
    private static partial int fdatasync_(int fd);

    [LibraryImport(Name, EntryPoint = "unlinkat", SetLastError = true)]
    private static partial int unlinkat_(int directory, byte* path, int flags);

    [LibraryImport(Name, EntryPoint = "symlinkat", SetLastError = true)]
    private static partial int symlinkat_(byte* text, int directory, byte* path);

    [LibraryImport(Name, EntryPoint = "linkat", SetLastError = true)]
    private static partial int linkat_(int fromDirectory, byte* from, int toDirectory, byte* to, int flags);

    [LibraryImport(Name, EntryPoint = "renameat2", SetLastError = true)]
    private static partial int renameat2_(int fromDirectory, byte* from, int toDirectory, byte* to, uint flags);

    [LibraryImport(Name, EntryPoint = "readlinkat", SetLastError = true)]
    private static partial nint readlinkat_(int directory, byte* path, byte* buffer, nuint length);

    [LibraryImport(Name, EntryPoint = "fchownat", SetLastError = true)]
    private static partial int fchownat_(int directory, byte* path, uint user, uint group, int flags);

    [LibraryImport(Name, EntryPoint = "fstatfs", SetLastError = true)]
    private static partial int fstatfs_(int fd, statfs* result);
}
