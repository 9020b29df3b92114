using System.Runtime.InteropServices;

namespace Fairlead.Linux;

/// <summary>linux/fuse.h: what the kernel asks of a file system that a process serves, fuse(4).</summary>
public static class FuseConstants
{
    public const int FUSE_KERNEL_VERSION = 7;
    public const int FUSE_ROOT_ID = 1;
    public const int FUSE_MIN_READ_BUFFER = 8192;

    public const uint FATTR_MODE = 1 << 0;
    public const uint FATTR_UID = 1 << 1;
    public const uint FATTR_GID = 1 << 2;
    public const uint FATTR_SIZE = 1 << 3;
    public const uint FATTR_ATIME = 1 << 4;
    public const uint FATTR_MTIME = 1 << 5;
    public const uint FATTR_FH = 1 << 6;
    public const uint FATTR_ATIME_NOW = 1 << 7;
    public const uint FATTR_MTIME_NOW = 1 << 8;

    public const uint FOPEN_DIRECT_IO = 1 << 0;
    public const uint FOPEN_KEEP_CACHE = 1 << 1;

    public const uint FUSE_ASYNC_READ = 1 << 0;
    public const uint FUSE_BIG_WRITES = 1 << 5;
    public const uint FUSE_AUTO_INVAL_DATA = 1 << 12;
    public const uint FUSE_DO_READDIRPLUS = 1 << 13;
    public const uint FUSE_READDIRPLUS_AUTO = 1 << 14;
    public const uint FUSE_PARALLEL_DIROPS = 1 << 18;
    public const uint FUSE_MAX_PAGES = 1 << 22;

    public const uint FUSE_GETATTR_FH = 1 << 0;
    public const uint FUSE_FSYNC_FDATASYNC = 1 << 0;

    public const uint FUSE_LOOKUP = 1;
    public const uint FUSE_FORGET = 2;
    public const uint FUSE_GETATTR = 3;
    public const uint FUSE_SETATTR = 4;
    public const uint FUSE_READLINK = 5;
    public const uint FUSE_SYMLINK = 6;
    public const uint FUSE_MKNOD = 8;
    public const uint FUSE_MKDIR = 9;
    public const uint FUSE_UNLINK = 10;
    public const uint FUSE_RMDIR = 11;
    public const uint FUSE_RENAME = 12;
    public const uint FUSE_LINK = 13;
    public const uint FUSE_OPEN = 14;
    public const uint FUSE_READ = 15;
    public const uint FUSE_WRITE = 16;
    public const uint FUSE_STATFS = 17;
    public const uint FUSE_RELEASE = 18;
    public const uint FUSE_FSYNC = 20;
    public const uint FUSE_INIT = 26;
    public const uint FUSE_OPENDIR = 27;
    public const uint FUSE_READDIR = 28;
    public const uint FUSE_RELEASEDIR = 29;
    public const uint FUSE_FSYNCDIR = 30;
    public const uint FUSE_ACCESS = 34;
    public const uint FUSE_CREATE = 35;
    public const uint FUSE_INTERRUPT = 36;
    public const uint FUSE_DESTROY = 38;
    public const uint FUSE_IOCTL = 39;
    public const uint FUSE_BATCH_FORGET = 42;
    public const uint FUSE_READDIRPLUS = 44;
    public const uint FUSE_RENAME2 = 45;

    public const int FUSE_NOTIFY_INVAL_INODE = 2;
}

/// <summary>What stands before each request.</summary>
[StructLayout(LayoutKind.Sequential)]
public struct fuse_in_header
{
    public uint len;
    public uint opcode;
    public ulong unique;
    public ulong nodeid;
    public uint uid;
    public uint gid;
    public uint pid;
    public ushort total_extlen;
    public ushort padding;
}

/// <summary>What stands before each answer, and each notification.</summary>
[StructLayout(LayoutKind.Sequential)]
public struct fuse_out_header
{
    public uint len;
    public int error;
    public ulong unique;
}

/// <summary>What stat(2) says.</summary>
[StructLayout(LayoutKind.Sequential)]
public struct fuse_attr
{
    public ulong ino;
    public ulong size;
    public ulong blocks;
    public ulong atime;
    public ulong mtime;
    public ulong ctime;
    public uint atimensec;
    public uint mtimensec;
    public uint ctimensec;
    public uint mode;
    public uint nlink;
    public uint uid;
    public uint gid;
    public uint rdev;
    public uint blksize;
    public uint flags;
}

/// <summary>What statfs(2) says.</summary>
[StructLayout(LayoutKind.Sequential)]
public unsafe struct fuse_kstatfs
{
    public ulong blocks;
    public ulong bfree;
    public ulong bavail;
    public ulong files;
    public ulong ffree;
    public uint bsize;
    public uint namelen;
    public uint frsize;
    public uint padding;
    public fixed uint spare[6];
}

/// <summary>The answer to a lookup.</summary>
[StructLayout(LayoutKind.Sequential)]
public struct fuse_entry_out
{
    public ulong nodeid;
    public ulong generation;
    public ulong entry_valid;
    public ulong attr_valid;
    public uint entry_valid_nsec;
    public uint attr_valid_nsec;
    public fuse_attr attr;
}

/// <summary>The answer to getattr and setattr.</summary>
[StructLayout(LayoutKind.Sequential)]
public struct fuse_attr_out
{
    public ulong attr_valid;
    public uint attr_valid_nsec;
    public uint dummy;
    public fuse_attr attr;
}

[StructLayout(LayoutKind.Sequential)]
public unsafe struct fuse_init_in
{
    public uint major;
    public uint minor;
    public uint max_readahead;
    public uint flags;
    public uint flags2;
    public fixed uint unused[11];
}

[StructLayout(LayoutKind.Sequential)]
public unsafe struct fuse_init_out
{
    public uint major;
    public uint minor;
    public uint max_readahead;
    public uint flags;
    public ushort max_background;
    public ushort congestion_threshold;
    public uint max_write;
    public uint time_gran;
    public ushort max_pages;
    public ushort map_alignment;
    public uint flags2;
    public fixed uint unused[7];
}

[StructLayout(LayoutKind.Sequential)]
public struct fuse_forget_in
{
    public ulong nlookup;
}

[StructLayout(LayoutKind.Sequential)]
public struct fuse_forget_one
{
    public ulong nodeid;
    public ulong nlookup;
}

[StructLayout(LayoutKind.Sequential)]
public struct fuse_batch_forget_in
{
    public uint count;
    public uint dummy;
}

[StructLayout(LayoutKind.Sequential)]
public struct fuse_getattr_in
{
    public uint getattr_flags;
    public uint dummy;
    public ulong fh;
}

[StructLayout(LayoutKind.Sequential)]
public struct fuse_setattr_in
{
    public uint valid;
    public uint padding;
    public ulong fh;
    public ulong size;
    public ulong lock_owner;
    public ulong atime;
    public ulong mtime;
    public ulong ctime;
    public uint atimensec;
    public uint mtimensec;
    public uint ctimensec;
    public uint mode;
    public uint unused4;
    public uint uid;
    public uint gid;
    public uint unused5;
}

[StructLayout(LayoutKind.Sequential)]
public struct fuse_mknod_in
{
    public uint mode;
    public uint rdev;
    public uint umask;
    public uint padding;
}

[StructLayout(LayoutKind.Sequential)]
public struct fuse_mkdir_in
{
    public uint mode;
    public uint umask;
}

[StructLayout(LayoutKind.Sequential)]
public struct fuse_rename_in
{
    public ulong newdir;
}

[StructLayout(LayoutKind.Sequential)]
public struct fuse_rename2_in
{
    public ulong newdir;
    public uint flags;
    public uint padding;
}

[StructLayout(LayoutKind.Sequential)]
public struct fuse_link_in
{
    public ulong oldnodeid;
}

[StructLayout(LayoutKind.Sequential)]
public struct fuse_open_in
{
    public uint flags;
    public uint open_flags;
}

[StructLayout(LayoutKind.Sequential)]
public struct fuse_create_in
{
    public uint flags;
    public uint mode;
    public uint umask;
    public uint open_flags;
}

[StructLayout(LayoutKind.Sequential)]
public struct fuse_open_out
{
    public ulong fh;
    public uint open_flags;
    public uint padding;
}

[StructLayout(LayoutKind.Sequential)]
public struct fuse_release_in
{
    public ulong fh;
    public uint flags;
    public uint release_flags;
    public ulong lock_owner;
}

[StructLayout(LayoutKind.Sequential)]
public struct fuse_read_in
{
    public ulong fh;
    public ulong offset;
    public uint size;
    public uint read_flags;
    public ulong lock_owner;
    public uint flags;
    public uint padding;
}

[StructLayout(LayoutKind.Sequential)]
public struct fuse_write_in
{
    public ulong fh;
    public ulong offset;
    public uint size;
    public uint write_flags;
    public ulong lock_owner;
    public uint flags;
    public uint padding;
}

[StructLayout(LayoutKind.Sequential)]
public struct fuse_write_out
{
    public uint size;
    public uint padding;
}

[StructLayout(LayoutKind.Sequential)]
public struct fuse_fsync_in
{
    public ulong fh;
    public uint fsync_flags;
    public uint padding;
}

[StructLayout(LayoutKind.Sequential)]
public struct fuse_access_in
{
    public uint mask;
    public uint padding;
}

[StructLayout(LayoutKind.Sequential)]
public struct fuse_interrupt_in
{
    public ulong unique;
}

/// <summary>An entry of a directory; its name follows, and bytes that fill up to a multiple of eight.</summary>
[StructLayout(LayoutKind.Sequential)]
public struct fuse_dirent
{
    public ulong ino;
    public ulong off;
    public uint namelen;
    public uint type;
}

/// <summary>An entry of a directory, with what a lookup of it would say.</summary>
[StructLayout(LayoutKind.Sequential)]
public struct fuse_direntplus
{
    public fuse_entry_out entry_out;
    public fuse_dirent dirent;
}

[StructLayout(LayoutKind.Sequential)]
public struct fuse_notify_inval_inode_out
{
    public ulong ino;
    public long off;
    public long len;
}
