using System.Runtime.InteropServices;
using System.Text;

namespace Fairlead.Linux;

/// <content>Calls of unistd.h and sys/stat.h.</content>
public static unsafe partial class Libc
{
    public const int X_OK = 1;

    public static Errno close(int fd) => Error(close_(fd));

    public static SysResult read(int fd, Span<byte> buffer)
    {
        fixed (byte* p = buffer)
        {
            return Result(read_(fd, p, (nuint)buffer.Length));
        }
    }

    public static SysResult pread(int fd, Span<byte> buffer, long offset)
    {
        fixed (byte* p = buffer)
        {
            return Result(pread_(fd, p, (nuint)buffer.Length, offset));
        }
    }

    public static SysResult write(int fd, ReadOnlySpan<byte> buffer)
    {
        fixed (byte* p = buffer)
        {
            return Result(write_(fd, p, (nuint)buffer.Length));
        }
    }

    public static SysResult pipe2(int* pair, int flags) => Result(pipe2_(pair, flags));

    public static Errno unlink(ReadOnlySpan<byte> path)
    {
        fixed (byte* p = path)
        {
            return Error(unlink_(p));
        }
    }

    public static Errno chmod(ReadOnlySpan<byte> path, uint mode)
    {
        fixed (byte* p = path)
        {
            return Error(chmod_(p, mode));
        }
    }

    public static Errno access(ReadOnlySpan<byte> path, int mode)
    {
        fixed (byte* p = path)
        {
            return Error(access_(p, mode));
        }
    }

    public static SysResult dup2(int from, int to) => Result(dup2_(from, to));

    public static int getpid() => getpid_();

    public static int getppid() => getppid_();

    public static uint getuid() => getuid_();

    public static uint geteuid() => geteuid_();

    public static uint getgid() => getgid_();

    public static uint getegid() => getegid_();

    /// <summary>Ends the process at once, with no runtime shutdown.</summary>
    public static void _exit(int status) => exit_(status);

    /// <summary>Replaces this program: comes back only with the reason why not.</summary>
    public static Errno execve(byte* path, byte** argv, byte** envp) => Error(execve_(path, argv, envp));

    /// <summary>The bytes of a text in UTF-8 with the zero that C wants at the end.</summary>
    public static byte[] CString(string text)
    {
        var bytes = new byte[Encoding.UTF8.GetByteCount(text) + 1];
        Encoding.UTF8.GetBytes(text, bytes);
        return bytes;
    }

    [LibraryImport(Name, EntryPoint = "close", SetLastError = true)]
    private static partial int close_(int fd);

    [LibraryImport(Name, EntryPoint = "read", SetLastError = true)]
    private static partial nint read_(int fd, void* buffer, nuint count);

    [LibraryImport(Name, EntryPoint = "pread", SetLastError = true)]
    private static partial nint pread_(int fd, void* buffer, nuint count, long offset);

    [LibraryImport(Name, EntryPoint = "write", SetLastError = true)]
    private static partial nint write_(int fd, void* buffer, nuint count);

    [LibraryImport(Name, EntryPoint = "pipe2", SetLastError = true)]
    private static partial int pipe2_(int* pair, int flags);

    [LibraryImport(Name, EntryPoint = "unlink", SetLastError = true)]
    private static partial int unlink_(byte* path);

    [LibraryImport(Name, EntryPoint = "chmod", SetLastError = true)]
    private static partial int chmod_(byte* path, uint mode);

    [LibraryImport(Name, EntryPoint = "access", SetLastError = true)]
    private static partial int access_(byte* path, int mode);

    [LibraryImport(Name, EntryPoint = "dup2", SetLastError = true)]
    private static partial int dup2_(int from, int to);

    [LibraryImport(Name, EntryPoint = "getpid")]
    private static partial int getpid_();

    [LibraryImport(Name, EntryPoint = "getppid")]
    private static partial int getppid_();

    [LibraryImport(Name, EntryPoint = "getuid")]
    private static partial uint getuid_();

    [LibraryImport(Name, EntryPoint = "geteuid")]
    private static partial uint geteuid_();

    [LibraryImport(Name, EntryPoint = "getgid")]
    private static partial uint getgid_();

    [LibraryImport(Name, EntryPoint = "getegid")]
    private static partial uint getegid_();

    [LibraryImport(Name, EntryPoint = "_exit")]
    private static partial void exit_(int status);

    [LibraryImport(Name, EntryPoint = "execve", SetLastError = true)]
    private static partial int execve_(byte* path, byte** argv, byte** envp);
}
