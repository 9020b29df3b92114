using System.Runtime.InteropServices;

namespace Fairlead.Linux;

/// <summary>sys/file.h: flock(2).</summary>
public static class FileConstants
{
    public const int LOCK_SH = 1;
    public const int LOCK_EX = 2;
    public const int LOCK_NB = 4;
    public const int LOCK_UN = 8;
}

/// <content>Calls of sys/file.h.</content>
public static unsafe partial class Libc
{
    /// <param name="fd">An open file; the lock is that of its open file description, and goes with the last copy.</param>
    /// <param name="operation">LOCK_ constants.</param>
    public static Errno flock(int fd, int operation) => Error(flock_(fd, operation));

    [LibraryImport(Name, EntryPoint = "flock", SetLastError = true)]
    private static partial int flock_(int fd, int operation);
}
