using Fairlead.Linux;

namespace Fairlead.Engines.Cgroup.Tree;

/// <summary>The right to remove a cgroup or to keep it from being removed: flock(2) on its directory.</summary>
internal static class CgroupLock
{
    /// <summary>The descriptor that holds the lock, until it is closed; EAGAIN where another one has it.</summary>
    public static SysResult Take(string directory)
    {
        var opened = CgroupFiles.Open(directory);
        if (!opened.Ok)
        {
            return opened;
        }
        var errno = Libc.flock(opened.Int, FileConstants.LOCK_EX | FileConstants.LOCK_NB);
        if (errno == Errno.None)
        {
            return opened;
        }
        _ = Libc.close(opened.Int);
        return new SysResult(-1, errno);
    }
}
