namespace Fairlead.Linux;

/// <summary>sys/stat.h: the bits of st_mode.</summary>
public static class StatConstants
{
    public const int S_IFMT = 0xF000;
    public const int S_IFDIR = 0x4000;
    public const int S_IFREG = 0x8000;
    public const int S_IFLNK = 0xA000;
    public const int S_ISUID = 0x800;
    public const int S_ISGID = 0x400;
    public const int S_IXGRP = 0x8;
}

/// <content>What stat(2) says of a file, asked by means that need no struct stat.</content>
public static unsafe partial class Libc
{
    /// <summary>Whether a path names a directory: open(2) with O_DIRECTORY takes no other file.</summary>
    public static bool IsDirectory(ReadOnlySpan<byte> path)
    {
        var opened = open(path, FcntlConstants.O_DIRECTORY | FcntlConstants.O_PATH | FcntlConstants.O_CLOEXEC);
        return opened.Ok && close(opened.Int) == Errno.None;
    }

    /// <summary>Whether a path names a socket: open(2) of one fails with ENXIO.</summary>
    public static bool IsSocketFile(byte* path) =>
        Result(open_(path, FcntlConstants.O_RDONLY | FcntlConstants.O_CLOEXEC | FcntlConstants.O_NONBLOCK, 0)) switch
        {
            { Errno: Errno.ENXIO } => true,
            { Ok: true, Int: var fd } => close(fd) == Errno.None && false,
            _ => false,
        };
}
