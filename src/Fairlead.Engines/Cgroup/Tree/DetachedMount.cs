using Fairlead.Linux;

namespace Fairlead.Engines.Cgroup.Tree;

/// <summary>A mount of cgroup2 that stands in no folder, and goes with its descriptor.</summary>
/// <remarks>
/// `ip netns exec` and others put a /sys of their own over the host's, which hides the mount of cgroup2 though this process
/// may use it. CAP_SYS_ADMIN may mount it once more, where nobody else sees it.
/// </remarks>
internal static class DetachedMount
{
    /// <summary>Makes it; null where this process may not.</summary>
    public static CgroupMount? Create()
    {
        var context = Libc.fsopen("cgroup2\0"u8, MountConstants.FSOPEN_CLOEXEC);
        if (!context.Ok)
        {
            return null;
        }
        var created = Libc.fsconfig(context.Int, MountConstants.FSCONFIG_CMD_CREATE);
        var mount = created == Errno.None ? Libc.fsmount(context.Int, MountConstants.FSMOUNT_CLOEXEC) : default;
        _ = Libc.close(context.Int);
        return created == Errno.None && mount.Ok ? new CgroupMount("/", $"/proc/self/fd/{mount.Int}") : null;
    }
}
