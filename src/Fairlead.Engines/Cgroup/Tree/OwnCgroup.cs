using Fairlead.Linux;

namespace Fairlead.Engines.Cgroup.Tree;

/// <summary>A cgroup that Fairlead has made for a program: fairlead.PID.N inside the one it was started in.</summary>
/// <remarks>
/// <para>Goal. Nothing of Fairlead stays resident, so nobody removes the cgroup when its program has ended: the next
/// run does (<see cref="EmptyCgroups"/>). It must never take one away that is empty only because it is new.</para>
/// <para>How. Whoever removes a cgroup holds flock(2) on its directory, and so does its maker, from the start
/// until the program is in it. As the lock goes with the descriptor, it ends with the maker, however that ends; on
/// execve(2) the kernel closes it, when the program is already inside.</para>
/// <para>Order. mkdir - open - lock, at once - open cgroup.procs - join - close or execve. A remover may come between the first
/// steps: then the lock is taken, or cgroup.procs is gone, and the next name is tried.</para>
/// </remarks>
public sealed class OwnCgroup : IDisposable
{
    private const int Attempts = 1000;
    private const uint Mode = 0x1ED;
    private int _procs;

    private OwnCgroup(string directory, int descriptor, int procs)
    {
        Directory = directory;
        Descriptor = descriptor;
        _procs = procs;
    }

    /// <summary>Its directory.</summary>
    public string Directory { get; }

    /// <summary>
    /// An open descriptor of the directory, to attach programs to; closed by <see cref="Dispose"/> and on execve(2).
    /// </summary>
    public int Descriptor { get; private set; }

    /// <summary>Makes an empty cgroup.</summary>
    /// <param name="parent">The directory of the cgroup to make it in.</param>
    public static OwnCgroup Create(string parent)
    {
        for (var n = 0; n < Attempts; n++)
        {
            var directory = $"{parent}/{CgroupName.Of(Libc.getpid(), n)}";
            var made = Libc.mkdir(Libc.CString(directory), Mode);
            if (made != Errno.EEXIST)
            {
                LinuxException.ThrowIf(made, $"mkdir {directory}", CgroupObstacle.Making(made));
                if (Take(directory) is { } cgroup)
                {
                    return cgroup;
                }
            }
        }
        throw new LinuxException(
            $"mkdir {parent}/{CgroupName.Of(Libc.getpid(), Attempts - 1)}", Errno.EEXIST, "remove the old ones: fairlead gc");
    }

    /// <summary>Moves a process into it.</summary>
    /// <param name="pid">The process; 0: this one, with all its threads.</param>
    public void Join(int pid = 0)
    {
        var errno = Libc.write(_procs, Libc.CString(CgroupName.Decimal(pid)).AsSpan()[..^1]).Errno;
        LinuxException.ThrowIf(errno, $"write {Directory}/cgroup.procs", CgroupObstacle.Moving(errno));
    }

    /// <summary>Removes it with all that is in it, unless a process is: EBUSY.</summary>
    public Errno Remove()
    {
        Dispose();
        var errno = EmptyCgroups.Remove(Directory);
        return errno == Errno.ENOENT ? Errno.None : errno;
    }

    /// <summary>Closes its descriptors, which gives it free for removal when it is empty. The cgroup stays.</summary>
    public void Dispose()
    {
        if (Descriptor >= 0)
        {
            _ = Libc.close(_procs);
            _ = Libc.close(Descriptor);
            (Descriptor, _procs) = (-1, -1);
        }
    }

    private static OwnCgroup? Take(string directory)
    {
        var locked = CgroupLock.Take(directory);
        if (!locked.Ok)
        {
            return locked.Errno is Errno.EAGAIN or Errno.ENOENT or Errno.ENODEV
                ? null
                : throw new LinuxException($"flock {directory}", locked.Errno);
        }
        var procs = Libc.openat(locked.Int, "cgroup.procs\0"u8, FcntlConstants.O_WRONLY | FcntlConstants.O_CLOEXEC);
        if (procs.Ok)
        {
            return new OwnCgroup(directory, locked.Int, procs.Int);
        }
        _ = Libc.close(locked.Int);
        return procs.Errno is Errno.ENOENT or Errno.ENODEV
            ? null
            : throw new LinuxException($"open {directory}/cgroup.procs", procs.Errno, CgroupObstacle.Moving(procs.Errno));
    }
}
