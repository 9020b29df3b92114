namespace Fairlead.Linux;

/// <summary>asm-generic/unistd.h: system calls by number on arm64.</summary>
public static class SyscallNumbersArm64
{
    public const int SYS_epoll_create1 = 20;
    public const int SYS_dup = 23;
    public const int SYS_dup3 = 24;
    public const int SYS_fcntl = 25;
    public const int SYS_unlinkat = 35;
    public const int SYS_fchmodat = 53;
    public const int SYS_openat = 56;
    public const int SYS_close = 57;
    public const int SYS_getdents64 = 61;
    public const int SYS_read = 63;
    public const int SYS_write = 64;
    public const int SYS_readlinkat = 78;
    public const int SYS_newfstatat = 79;
    public const int SYS_fstat = 80;
    public const int SYS_prctl = 167;
    public const int SYS_gettid = 178;
    public const int SYS_socket = 198;
    public const int SYS_bind = 200;
    public const int SYS_listen = 201;
    public const int SYS_accept = 202;
    public const int SYS_connect = 203;
    public const int SYS_getsockname = 204;
    public const int SYS_getpeername = 205;
    public const int SYS_sendto = 206;
    public const int SYS_recvfrom = 207;
    public const int SYS_setsockopt = 208;
    public const int SYS_getsockopt = 209;
    public const int SYS_sendmsg = 211;
    public const int SYS_recvmsg = 212;
    public const int SYS_mmap = 222;
    public const int SYS_accept4 = 242;
    public const int SYS_recvmmsg = 243;
    public const int SYS_sendmmsg = 269;
    public const int SYS_kcmp = 272;
    public const int SYS_io_uring_setup = 425;
    public const int SYS_close_range = 436;
}
