namespace Fairlead.Linux;

/// <summary>linux/mount.h: mount(2), fsopen(2), fsconfig(2), fsmount(2).</summary>
public static class MountConstants
{
    public const int MS_NOSUID = 2;
    public const int MS_NODEV = 4;
    public const int MS_BIND = 0x1000;
    public const int MS_REC = 0x4000;
    public const int MS_SLAVE = 0x80000;

    public const uint FSOPEN_CLOEXEC = 1;
    public const int FSCONFIG_CMD_CREATE = 6;
    public const uint FSMOUNT_CLOEXEC = 1;
}

/// <content>Calls of linux/mount.h.</content>
public static unsafe partial class Libc
{
    /// <param name="type">The kind of file system; ends in a zero byte (a u8 literal does).</param>
    /// <param name="flags">FSOPEN_ constants.</param>
    public static SysResult fsopen(ReadOnlySpan<byte> type, uint flags)
    {
        fixed (byte* p = type)
        {
            return Result(syscall_(SyscallNumbers.SYS_fsopen, (nint)p, (nint)flags, 0, 0, 0, 0));
        }
    }

    public static Errno fsconfig(int fd, int command) =>
        Error(syscall_(SyscallNumbers.SYS_fsconfig, fd, command, 0, 0, 0, 0));

    public static SysResult fsmount(int fd, uint flags) =>
        Result(syscall_(SyscallNumbers.SYS_fsmount, fd, (nint)flags, 0, 0, 0, 0));
}
