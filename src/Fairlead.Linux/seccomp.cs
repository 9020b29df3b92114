using System.Runtime.InteropServices;

namespace Fairlead.Linux;

/// <summary>linux/seccomp.h: seccomp(2), seccomp_unotify(2).</summary>
public static class SeccompConstants
{
    public const uint SECCOMP_SET_MODE_FILTER = 1;
    public const uint SECCOMP_GET_ACTION_AVAIL = 2;
    public const uint SECCOMP_GET_NOTIF_SIZES = 3;

    public const uint SECCOMP_FILTER_FLAG_NEW_LISTENER = 8;
    public const uint SECCOMP_FILTER_FLAG_WAIT_KILLABLE_RECV = 32;

    public const uint SECCOMP_RET_KILL_PROCESS = 0x80000000;
    public const uint SECCOMP_RET_ERRNO = 0x00050000;
    public const uint SECCOMP_RET_USER_NOTIF = 0x7fc00000;
    public const uint SECCOMP_RET_TRACE = 0x7ff00000;
    public const uint SECCOMP_RET_ALLOW = 0x7fff0000;

    public const uint SECCOMP_USER_NOTIF_FLAG_CONTINUE = 1;
    public const uint SECCOMP_ADDFD_FLAG_SETFD = 1;
    public const uint SECCOMP_ADDFD_FLAG_SEND = 2;

    public const uint SECCOMP_IOCTL_NOTIF_RECV = 0xC0502100;
    public const uint SECCOMP_IOCTL_NOTIF_SEND = 0xC0182101;
    public const uint SECCOMP_IOCTL_NOTIF_ID_VALID = 0x40082102;
    public const uint SECCOMP_IOCTL_NOTIF_ADDFD = 0x40182103;
    public const uint SECCOMP_IOCTL_NOTIF_SET_FLAGS = 0x40082104;

    public const uint SECCOMP_USER_NOTIF_FD_SYNC_WAKE_UP = 1;

    /// <summary>linux/audit.h</summary>
    public const uint AUDIT_ARCH_X86_64 = 0xC000003E;

    /// <summary>linux/audit.h</summary>
    public const uint AUDIT_ARCH_I386 = 0x40000003;

    /// <summary>asm/unistd.h: set in the number of every call of the x32 ABI.</summary>
    public const uint __X32_SYSCALL_BIT = 0x40000000;
}

/// <summary>struct seccomp_data</summary>
[StructLayout(LayoutKind.Sequential)]
public unsafe struct seccomp_data
{
    public int nr;
    public uint arch;
    public ulong instruction_pointer;
    public fixed ulong args[6];
}

/// <summary>struct seccomp_notif; must be zero before SECCOMP_IOCTL_NOTIF_RECV.</summary>
[StructLayout(LayoutKind.Sequential)]
public struct seccomp_notif
{
    public ulong id;

    /// <summary>The thread (not the process) that made the call.</summary>
    public uint pid;

    public uint flags;
    public seccomp_data data;
}

/// <summary>struct seccomp_notif_resp</summary>
[StructLayout(LayoutKind.Sequential)]
public struct seccomp_notif_resp
{
    public ulong id;
    public long val;
    public int error;
    public uint flags;
}

/// <summary>struct seccomp_notif_addfd</summary>
[StructLayout(LayoutKind.Sequential)]
public struct seccomp_notif_addfd
{
    public ulong id;
    public uint flags;
    public uint srcfd;
    public uint newfd;
    public uint newfd_flags;
}

/// <summary>struct seccomp_notif_sizes</summary>
[StructLayout(LayoutKind.Sequential)]
public struct seccomp_notif_sizes
{
    public ushort seccomp_notif;
    public ushort seccomp_notif_resp;
    public ushort seccomp_data;
}

/// <content>seccomp(2) and the ioctls of its listener.</content>
public static unsafe partial class Libc
{
    public static SysResult seccomp(uint operation, uint flags, void* args) =>
        Result(syscall_(SyscallNumbers.SYS_seccomp, (nint)operation, (nint)flags, (nint)args, 0, 0, 0));

    public static Errno seccomp_notif_set_flags(int listener, uint flags) =>
        Error(ioctl_(listener, SeccompConstants.SECCOMP_IOCTL_NOTIF_SET_FLAGS, (void*)flags));

    public static Errno seccomp_notif_recv(int listener, seccomp_notif* notif) =>
        Error(ioctl_(listener, SeccompConstants.SECCOMP_IOCTL_NOTIF_RECV, notif));

    public static Errno seccomp_notif_send(int listener, seccomp_notif_resp* resp) =>
        Error(ioctl_(listener, SeccompConstants.SECCOMP_IOCTL_NOTIF_SEND, resp));

    public static Errno seccomp_notif_id_valid(int listener, ulong id) =>
        Error(ioctl_(listener, SeccompConstants.SECCOMP_IOCTL_NOTIF_ID_VALID, &id));

    public static SysResult seccomp_notif_addfd(int listener, seccomp_notif_addfd* addfd) =>
        Result(ioctl_(listener, SeccompConstants.SECCOMP_IOCTL_NOTIF_ADDFD, addfd));
}
