using Fairlead.Linux;

namespace Fairlead.Layer.Calls;

/// <summary>What deciding asks of libc, for the runtime of the tests: the library calls it in a way that needs no runtime.</summary>
internal static unsafe class Imports
{
    public static int open(byte* path, int flags) => Libc.open(new ReadOnlySpan<byte>(path, Bytes.Length(path) + 1), flags).Int;

    public static nint read(int fd, void* buffer, nuint count) => (nint)Libc.read(fd, new Span<byte>(buffer, (int)count)).Value;
}

internal static class Next
{
    public static int close(int fd) => (int)Libc.close(fd);
}

internal static class Socket
{
    public static Errno GetOption(int fd, int level, int name, out int value) => Libc.getsockopt(fd, level, name, out value);
}
