namespace Fairlead.Linux;

/// <summary>asm/unistd_64.h: system calls by number on x86-64.</summary>
public static class SyscallNumbers
{
    public const int SYS_read = 0;
    public const int SYS_write = 1;
    public const int SYS_close = 3;
    public const int SYS_fstat = 5;
    public const int SYS_mmap = 9;
    public const int SYS_dup = 32;
    public const int SYS_dup2 = 33;
    public const int SYS_socket = 41;
    public const int SYS_connect = 42;
    public const int SYS_accept = 43;
    public const int SYS_sendto = 44;
    public const int SYS_recvfrom = 45;
    public const int SYS_sendmsg = 46;
    public const int SYS_recvmsg = 47;
    public const int SYS_bind = 49;
    public const int SYS_listen = 50;
    public const int SYS_getsockname = 51;
    public const int SYS_getpeername = 52;
    public const int SYS_setsockopt = 54;
    public const int SYS_getsockopt = 55;
    public const int SYS_fcntl = 72;
    public const int SYS_chdir = 80;
    public const int SYS_setgroups = 116;
    public const int SYS_prctl = 157;
    public const int SYS_mount = 165;
    public const int SYS_gettid = 186;
    public const int SYS_getdents64 = 217;
    public const int SYS_openat = 257;
    public const int SYS_newfstatat = 262;
    public const int SYS_unlinkat = 263;
    public const int SYS_readlinkat = 267;
    public const int SYS_fchmodat = 268;
    public const int SYS_unshare = 272;
    public const int SYS_accept4 = 288;
    public const int SYS_epoll_create1 = 291;
    public const int SYS_dup3 = 292;
    public const int SYS_recvmmsg = 299;
    public const int SYS_sendmmsg = 307;
    public const int SYS_setns = 308;
    public const int SYS_kcmp = 312;
    public const int SYS_seccomp = 317;
    public const int SYS_bpf = 321;
    public const int SYS_io_uring_setup = 425;
    public const int SYS_fsopen = 430;
    public const int SYS_fsconfig = 431;
    public const int SYS_fsmount = 432;
    public const int SYS_pidfd_open = 434;
    public const int SYS_close_range = 436;
    public const int SYS_openat2 = 437;
    public const int SYS_pidfd_getfd = 438;
}
