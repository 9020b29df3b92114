namespace Fairlead.Layer.Calls;

/// <summary>System calls by number: asm/unistd_64.h on x86-64, asm-generic/unistd.h on arm64.</summary>
internal static class SystemCall
{
#if LAYER_ARM64
    public const int dup = 23;
    public const int dup3 = 24;
    public const int fcntl = 25;
    public const int unlinkat = 35;
    public const int fchmodat = 53;
    public const int openat = 56;
    public const int close = 57;
    public const int getdents64 = 61;
    public const int read = 63;
    public const int write = 64;
    public const int readlinkat = 78;
    public const int newfstatat = 79;
    public const int fstat = 80;
    public const int gettid = 178;
    public const int socket = 198;
    public const int bind = 200;
    public const int listen = 201;
    public const int accept = 202;
    public const int connect = 203;
    public const int getsockname = 204;
    public const int getpeername = 205;
    public const int sendto = 206;
    public const int recvfrom = 207;
    public const int setsockopt = 208;
    public const int getsockopt = 209;
    public const int sendmsg = 211;
    public const int recvmsg = 212;
    public const int accept4 = 242;
    public const int recvmmsg = 243;
    public const int sendmmsg = 269;
    public const int kcmp = 272;
#else
    public const int read = 0;
    public const int write = 1;
    public const int close = 3;
    public const int fstat = 5;
    public const int dup = 32;
    public const int dup2 = 33;
    public const int socket = 41;
    public const int connect = 42;
    public const int accept = 43;
    public const int sendto = 44;
    public const int recvfrom = 45;
    public const int sendmsg = 46;
    public const int recvmsg = 47;
    public const int bind = 49;
    public const int listen = 50;
    public const int getsockname = 51;
    public const int getpeername = 52;
    public const int setsockopt = 54;
    public const int getsockopt = 55;
    public const int fcntl = 72;
    public const int gettid = 186;
    public const int getdents64 = 217;
    public const int openat = 257;
    public const int newfstatat = 262;
    public const int unlinkat = 263;
    public const int readlinkat = 267;
    public const int fchmodat = 268;
    public const int accept4 = 288;
    public const int dup3 = 292;
    public const int recvmmsg = 299;
    public const int sendmmsg = 307;
    public const int kcmp = 312;
#endif

    public const int io_uring_setup = 425;
    public const int close_range = 436;

    /// <summary>The folder that relative paths begin at, of fcntl.h.</summary>
    public const int AT_FDCWD = -100;
}
