using Fairlead.Layer.Calls;

namespace Fairlead.Layer.Log;

/// <summary>Which file a descriptor stands for: device and inode of fstat(2).</summary>
internal unsafe struct FileIdentity
{
    /// <summary>sizeof(struct stat) on x86-64, which is more than on arm64.</summary>
    private const int StatLength = 144;

    private ulong _device;
    private ulong _inode;

    /// <summary>The file; none where the descriptor is closed.</summary>
    public static FileIdentity Of(int descriptor)
    {
        FileIdentity identity = default;
        var stat = stackalloc ulong[StatLength / sizeof(ulong)];
        if (Next.syscall(SystemCall.fstat, descriptor, (nint)stat) == 0)
        {
            // st_dev and st_ino come first on both machines.
            identity._device = stat[0];
            identity._inode = stat[1];
        }
        return identity;
    }

    public readonly bool IsSame(FileIdentity other) => _inode != 0 && _device == other._device && _inode == other._inode;
}
