using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Fairlead.Layer.Calls;
using static Fairlead.Linux.FcntlConstants;

namespace Fairlead.Layer.Log;

/// <summary>Which file a descriptor or path stands for, and of what kind: stat(2).</summary>
internal unsafe struct FileIdentity
{
    /// <summary>sizeof(struct stat) on x86-64, which is more than on arm64.</summary>
    private const int StatLength = 144;

    /// <summary>Where st_mode is, in words of 4 bytes. st_dev and st_ino come first on both machines.</summary>
#if LAYER_ARM64
    private const int ModeAt = 4;
#else
    private const int ModeAt = 6;
#endif

    private const uint S_IFMT = 0xf000, S_IFSOCK = 0xc000;

    private ulong _device;
    private ulong _inode;
    private uint _kind;

    public readonly ulong Inode => _inode;

    public readonly bool IsSocket => _kind == S_IFSOCK;

    /// <summary>Whether it has no kind, as what epoll_create(2), eventfd(2) and their like make.</summary>
    public readonly bool IsAnonymous => _inode != 0 && _kind == 0;

    /// <summary>The file; none where the descriptor is closed.</summary>
    public static FileIdentity Of(int descriptor)
    {
        Stat stat;
        return Next.syscall(SystemCall.SYS_fstat, descriptor, (nint)(&stat)) == 0 ? Read((ulong*)&stat) : default;
    }

    /// <summary>The file; none where there is none.</summary>
    public static FileIdentity Of(byte* path)
    {
        Stat stat;
        return Next.syscall(SystemCall.SYS_newfstatat, AT_FDCWD, (nint)path, (nint)(&stat)) == 0
            ? Read((ulong*)&stat)
            : default;
    }

    public readonly bool IsSame(in FileIdentity other) => _inode != 0 && _inode == other._inode && _device == other._device;

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static FileIdentity Read(ulong* stat)
    {
        FileIdentity identity = default;
        identity._device = stat[0];
        identity._inode = stat[1];
        identity._kind = ((uint*)stat)[ModeAt] & S_IFMT;
        return identity;
    }

    [StructLayout(LayoutKind.Sequential, Size = StatLength)]
    private struct Stat;
}
