using Fairlead.Linux;

namespace Fairlead.Mirror.Agent.Files;

/// <summary>What is known of a file, in the form in which it reaches the local program's kernel.</summary>
internal static class FileStatus
{
    private const ulong RemoteBit = 1UL << 62;
    private const int DeviceShift = 44;
    private const ulong DeviceMask = 0x3FFFF;

    /// <summary>
    /// Makes it. Inode numbers of several file systems meet in one, so they are mixed with the device's: find(1) takes folders
    /// of one number for a loop.
    /// </summary>
    public static fuse_attr Attributes(in statx s, bool isRemote) => new()
    {
        ino = (s.stx_ino ^ (Device(s) << DeviceShift)) | (isRemote ? RemoteBit : 0),
        size = s.stx_size,
        blocks = s.stx_blocks,
        atime = (ulong)s.stx_atime.tv_sec,
        mtime = (ulong)s.stx_mtime.tv_sec,
        ctime = (ulong)s.stx_ctime.tv_sec,
        atimensec = s.stx_atime.tv_nsec,
        mtimensec = s.stx_mtime.tv_nsec,
        ctimensec = s.stx_ctime.tv_nsec,
        mode = s.stx_mode,
        nlink = s.stx_nlink,
        uid = s.stx_uid,
        gid = s.stx_gid,
        rdev = NewDevice(s.stx_rdev_major, s.stx_rdev_minor),
        blksize = s.stx_blksize,
    };

    private static ulong Device(in statx s) => ((s.stx_dev_major << 8) ^ s.stx_dev_minor) & DeviceMask;

    // The kernel's new_encode_dev.
    private static uint NewDevice(uint major, uint minor) => (minor & 0xFF) | (major << 8) | ((minor & ~0xFFu) << 12);
}
