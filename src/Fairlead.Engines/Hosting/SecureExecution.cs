using System.Buffers.Binary;
using Fairlead.Linux;

namespace Fairlead.Engines.Hosting;

/// <summary>Whether the kernel tells a program's loader to trust nothing of its caller's: AT_SECURE of getauxval(3).</summary>
/// <remarks>
/// The rules are those of cap_bprm_creds_from_file() in security/commoncap.c: it is told where the effective user or group
/// will not be the real one that this process has, and, but for a real user root, where the file gives capabilities. A mount
/// with nosuid takes all of this away, no_new_privs takes away the setuid and setgid bits. Security modules may add to it.
/// </remarks>
internal static class SecureExecution
{
    /// <summary>VFS_CAP_FLAGS_EFFECTIVE of linux/capability.h: the capabilities are raised at once.</summary>
    private const uint EffectiveFlag = 1;

    /// <summary>struct vfs_cap_data of linux/capability.h: flags, and the halves of permitted and inheritable, in turn.</summary>
    private const int CapabilityLength = 20;

    /// <summary>Why it is told; null: it is not.</summary>
    /// <param name="path">The file that is executed in the end, with a zero byte at its end.</param>
    /// <param name="file">What is known of it.</param>
    public static string? Why(ReadOnlySpan<byte> path, in statx file)
    {
        var (userFrom, groupFrom) = (Libc.geteuid(), Libc.getegid());
        if (userFrom != Libc.getuid() || groupFrom != Libc.getgid())
        {
            return "the real and the effective user or group of this process differ";
        }
        var (user, group) = (IsSetuid(file) ? file.stx_uid : userFrom, IsSetgid(file) ? file.stx_gid : groupFrom);
        if ((user != userFrom || group != groupFrom) && !HasNoNewPrivs() && !IsNoSuid(path))
        {
            return "it is setuid or setgid";
        }
        return userFrom != 0 && GivesCapabilities(path) && !IsNoSuid(path) ? "it has file capabilities" : null;
    }

    /// <summary>Whether the file has the bit for another user.</summary>
    public static bool IsSetuid(in statx file) => (file.stx_mode & StatConstants.S_ISUID) != 0;

    /// <summary>Whether the file has the bit for another group; without the group's x it means something else.</summary>
    public static bool IsSetgid(in statx file)
    {
        const int both = StatConstants.S_ISGID | StatConstants.S_IXGRP;
        return (file.stx_mode & both) == both;
    }

    private static bool GivesCapabilities(ReadOnlySpan<byte> path)
    {
        Span<byte> value = stackalloc byte[CapabilityLength + sizeof(uint)];
        var count = Libc.getxattr(path, "security.capability\0"u8, value);
        if (!count.Ok || count.Value < CapabilityLength)
        {
            return false;
        }
        var permitted = Half(value, 1) | (ulong)Half(value, 3) << 32;
        var inheritable = Half(value, 2) | (ulong)Half(value, 4) << 32;
        return (Half(value, 0) & EffectiveFlag) != 0
            || ((permitted & Status("CapBnd:"u8)) | (inheritable & Status("CapInh:"u8))) != 0;
    }

    private static uint Half(ReadOnlySpan<byte> value, int index) =>
        BinaryPrimitives.ReadUInt32LittleEndian(value[(index * sizeof(uint))..]);

    private static bool HasNoNewPrivs() => Status("NoNewPrivs:"u8) != 0;

    private static ulong Status(ReadOnlySpan<byte> field) =>
        ProcText.Hex(ProcText.Field(ProcText.Read("/proc/thread-self/status\0"u8), field));

    private static bool IsNoSuid(ReadOnlySpan<byte> path) =>
        Libc.statfs(path, out var mount) == Errno.None && (mount.f_flags & statfs.ST_NOSUID) != 0;
}
