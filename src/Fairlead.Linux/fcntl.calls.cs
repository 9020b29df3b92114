using System.Runtime.InteropServices;

namespace Fairlead.Linux;

/// <content>Calls of fcntl.h.</content>
public static unsafe partial class Libc
{
    public static SysResult fcntl(int fd, int command, int argument = 0) => Result(fcntl_(fd, command, argument));

    /// <param name="path">A path that ends in a zero byte (a u8 literal does).</param>
    /// <param name="flags">O_ constants.</param>
    /// <param name="mode">Permission bits of a new file.</param>
    public static SysResult open(ReadOnlySpan<byte> path, int flags, uint mode = 0)
    {
        fixed (byte* p = path)
        {
            return Result(open_(p, flags, mode));
        }
    }

    /// <summary>Moves bytes between two descriptors, one of which is a pipe, without copying them through this process.</summary>
    /// <returns>How many bytes; 0 at the end of the data.</returns>
    public static SysResult splice(int from, int to, nuint count, uint flags) =>
        Result(splice_(from, null, to, null, count, flags));

    /// <summary>Copies bytes of a pipe into another one, and leaves them where they are: tee(2).</summary>
    /// <param name="from">A pipe.</param>
    /// <param name="to">Another one.</param>
    /// <param name="count">How many bytes at most.</param>
    /// <param name="flags">SPLICE_F_ constants.</param>
    public static SysResult tee(int from, int to, nuint count, uint flags) => Result(tee_(from, to, count, flags));

    [LibraryImport(Name, EntryPoint = "tee", SetLastError = true)]
    private static partial nint tee_(int from, int to, nuint count, uint flags);

    [LibraryImport(Name, EntryPoint = "splice", SetLastError = true)]
    private static partial nint splice_(int from, void* fromOffset, int to, void* toOffset, nuint count, uint flags);

    [LibraryImport(Name, EntryPoint = "fcntl", SetLastError = true)]
    private static partial int fcntl_(int fd, int command, nint argument);

    [LibraryImport(Name, EntryPoint = "open", SetLastError = true)]
    private static partial int open_(byte* path, int flags, uint mode);
}
