using static Fairlead.Linux.FcntlConstants;

namespace Fairlead.Layer.Calls;

/// <summary>What this library itself asks of descriptors: fcntl(2), dup3(2).</summary>
internal static class Descriptor
{
    /// <summary>The first number above those of standard input, output and error.</summary>
    private const int FirstOwn = 3;

    /// <summary>Another number for the same file, or -1.</summary>
    public static int Duplicate(int fd) => Next.fcntl(fd, F_DUPFD_CLOEXEC, FirstOwn);

    /// <summary>Puts another file under this number, which keeps its close-on-exec flag.</summary>
    public static int Replace(int fd, int other) =>
        Next.dup3(other, fd, (Next.fcntl(fd, F_GETFD, 0) & FD_CLOEXEC) != 0 ? O_CLOEXEC : 0);

    /// <summary>Makes a file not block where another does not.</summary>
    public static void CopyNonBlocking(int from, int to)
    {
        if ((Next.fcntl(from, F_GETFL, 0) & O_NONBLOCK) != 0)
            _ = Next.fcntl(to, F_SETFL, Next.fcntl(to, F_GETFL, 0) | O_NONBLOCK);
    }
}
