using System.Runtime.InteropServices;

namespace Fairlead.Linux;

/// <summary>sys/socket.h and asm-generic/socket.h: socket(7).</summary>
public static class SocketConstants
{
    public const int AF_UNSPEC = 0;
    public const int AF_UNIX = 1;
    public const int AF_INET = 2;
    public const int AF_INET6 = 10;
    public const int AF_NETLINK = 16;

    public const int SOCK_STREAM = 1;
    public const int SOCK_DGRAM = 2;
    public const int SOCK_RAW = 3;
    public const int SOCK_SEQPACKET = 5;
    public const int SOCK_NONBLOCK = 0x800;
    public const int SOCK_CLOEXEC = 0x80000;

    public const int SOL_SOCKET = 1;
    public const int SO_REUSEADDR = 2;
    public const int SO_TYPE = 3;
    public const int SO_ERROR = 4;
    public const int SO_SNDBUF = 7;
    public const int SO_RCVBUF = 8;
    public const int SO_KEEPALIVE = 9;
    public const int SO_PRIORITY = 12;
    public const int SO_LINGER = 13;
    public const int SO_REUSEPORT = 15;
    public const int SO_PASSCRED = 16;
    public const int SO_PEERCRED = 17;
    public const int SO_RCVTIMEO = 20;
    public const int SO_SNDTIMEO = 21;
    public const int SO_BINDTODEVICE = 25;
    public const int SO_ATTACH_FILTER = 26;
    public const int SO_ACCEPTCONN = 30;
    public const int SO_SNDBUFFORCE = 32;
    public const int SO_RCVBUFFORCE = 33;
    public const int SO_MARK = 36;
    public const int SO_PROTOCOL = 38;
    public const int SO_DOMAIN = 39;
    public const int SO_LOCK_FILTER = 44;
    public const int SO_MEMINFO = 55;
    public const int SO_COOKIE = 57;
    public const int SO_BINDTOIFINDEX = 62;

    // linux/sock_diag.h: the numbers that SO_MEMINFO gives.
    public const int SK_MEMINFO_DROPS = 8;
    public const int SK_MEMINFO_VARS = 9;

    public const int SCM_RIGHTS = 1;
    public const int SCM_CREDENTIALS = 2;

    public const int MSG_PEEK = 0x2;
    public const int MSG_CTRUNC = 0x8;
    public const int MSG_TRUNC = 0x20;
    public const int MSG_DONTWAIT = 0x40;
    public const int MSG_ERRQUEUE = 0x2000;
    public const int MSG_NOSIGNAL = 0x4000;
    public const int MSG_WAITFORONE = 0x10000;
    public const int MSG_CMSG_CLOEXEC = 0x40000000;
    public const int MSG_ZEROCOPY = 0x4000000;
    public const int MSG_FASTOPEN = 0x20000000;

    public const int SHUT_WR = 1;

    public const int SOMAXCONN = 4096;
}

/// <summary>struct sockaddr_storage: room for any address.</summary>
[StructLayout(LayoutKind.Explicit, Size = 128)]
public struct sockaddr_storage
{
    [FieldOffset(0)] public ushort ss_family;
    [FieldOffset(0)] public sockaddr_in v4;
    [FieldOffset(0)] public sockaddr_in6 v6;
}

/// <summary>struct linger: SO_LINGER.</summary>
[StructLayout(LayoutKind.Sequential)]
public struct linger
{
    public int l_onoff;
    public int l_linger;
}

/// <summary>struct msghdr of a 64-bit program.</summary>
[StructLayout(LayoutKind.Sequential)]
public unsafe struct msghdr
{
    public void* msg_name;
    public uint msg_namelen;
    public iovec* msg_iov;
    public nuint msg_iovlen;
    public void* msg_control;
    public nuint msg_controllen;
    public int msg_flags;
}

/// <summary>struct mmsghdr of a 64-bit program: sendmmsg(2).</summary>
[StructLayout(LayoutKind.Sequential)]
public struct mmsghdr
{
    public msghdr msg_hdr;
    public uint msg_len;
}

/// <summary>struct ucred: the payload of SCM_CREDENTIALS, unix(7).</summary>
[StructLayout(LayoutKind.Sequential)]
public struct ucred
{
    public int pid;
    public uint uid;
    public uint gid;
}

/// <summary>struct cmsghdr of a 64-bit program: cmsg(3).</summary>
[StructLayout(LayoutKind.Sequential)]
public struct cmsghdr
{
    public nuint cmsg_len;
    public int cmsg_level;
    public int cmsg_type;

    /// <summary>The bytes that a control message of this payload takes up in a buffer, as CMSG_SPACE.</summary>
    public static int Space(int payload) => 16 + ((payload + 7) & ~7);
}

/// <summary>struct compat_msghdr of the kernel's net/compat.h: struct msghdr of an i386 program.</summary>
[StructLayout(LayoutKind.Sequential)]
public struct compat_msghdr
{
    public uint msg_name;
    public uint msg_namelen;
    public uint msg_iov;
    public uint msg_iovlen;
    public uint msg_control;
    public uint msg_controllen;
    public uint msg_flags;
}

/// <summary>struct compat_mmsghdr of the kernel's net/compat.h.</summary>
[StructLayout(LayoutKind.Sequential)]
public struct compat_mmsghdr
{
    public compat_msghdr msg_hdr;
    public uint msg_len;
}

/// <summary>struct compat_cmsghdr of the kernel's net/compat.h.</summary>
[StructLayout(LayoutKind.Sequential)]
public struct compat_cmsghdr
{
    public uint cmsg_len;
    public int cmsg_level;
    public int cmsg_type;
}
