using static Fairlead.Linux.FcntlConstants;

namespace Fairlead.Layer.Calls;

/// <summary>Files and descriptors of this library's own, by system calls: libc's functions are cancellation points (pthreads(7)).</summary>
internal static unsafe class OwnFile
{
    /// <summary>open(2) of an absolute path; -1: it cannot be.</summary>
    public static int Open(byte* path, int flags, int mode = 0) =>
        (int)Next.syscall(SystemCall.SYS_openat, AT_FDCWD, (nint)path, flags, mode);

    public static int Read(int fd, void* buffer, int count) => (int)Next.syscall(SystemCall.SYS_read, fd, (nint)buffer, count);

    public static void Write(int fd, void* buffer, int count) => _ = Next.syscall(SystemCall.SYS_write, fd, (nint)buffer, count);

    public static void Close(int fd) => _ = Next.syscall(SystemCall.SYS_close, fd);
}
