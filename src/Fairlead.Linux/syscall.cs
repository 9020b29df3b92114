using System.Runtime.InteropServices;

namespace Fairlead.Linux;

/// <summary>asm/unistd_32.h: system calls by number of an i386 program.</summary>
public static class SyscallNumbersI386
{
    public const int SYS_socketcall = 102;
    public const int SYS_sendmmsg = 345;
    public const int SYS_socket = 359;
    public const int SYS_bind = 361;
    public const int SYS_connect = 362;
    public const int SYS_listen = 363;
    public const int SYS_accept4 = 364;
    public const int SYS_setsockopt = 366;
    public const int SYS_getsockname = 367;
    public const int SYS_getpeername = 368;
    public const int SYS_sendto = 369;
    public const int SYS_sendmsg = 370;
    public const int SYS_recvfrom = 371;
    public const int SYS_recvmsg = 372;
    public const int SYS_io_uring_setup = 425;
}

/// <summary>linux/net.h: the calls inside socketcall(2), its first argument.</summary>
public static class SocketCallNumbers
{
    public const int SYS_SOCKET = 1;
    public const int SYS_BIND = 2;
    public const int SYS_CONNECT = 3;
    public const int SYS_LISTEN = 4;
    public const int SYS_ACCEPT = 5;
    public const int SYS_GETSOCKNAME = 6;
    public const int SYS_GETPEERNAME = 7;
    public const int SYS_SENDTO = 11;
    public const int SYS_RECVFROM = 12;
    public const int SYS_SETSOCKOPT = 14;
    public const int SYS_SENDMSG = 16;
    public const int SYS_RECVMSG = 17;
    public const int SYS_ACCEPT4 = 18;
    public const int SYS_SENDMMSG = 20;
}

/// <content>syscall(2) and ioctl(2), for calls that the C library does not wrap.</content>
public static unsafe partial class Libc
{
    public static SysResult pidfd_open(int pid, uint flags) =>
        Result(syscall_(SyscallNumbers.SYS_pidfd_open, pid, (nint)flags, 0, 0, 0, 0));

    public static SysResult pidfd_getfd(int pidfd, int targetfd) =>
        Result(syscall_(SyscallNumbers.SYS_pidfd_getfd, pidfd, targetfd, 0, 0, 0, 0));

    [LibraryImport(Name, EntryPoint = "syscall", SetLastError = true)]
    private static partial nint syscall_(nint number, nint a, nint b, nint c, nint d, nint e, nint f);

    [LibraryImport(Name, EntryPoint = "ioctl", SetLastError = true)]
    private static partial int ioctl_(int fd, nuint request, void* argument);
}
