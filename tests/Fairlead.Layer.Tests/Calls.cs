using Fairlead.Linux;

namespace Fairlead.Layer.Calls;

/// <summary>What deciding asks of libc, for the runtime of the tests: the library calls it in a way that needs no runtime.</summary>
internal static unsafe class OwnFile
{
    public static int Open(byte* path, int flags) => Libc.open(new ReadOnlySpan<byte>(path, Bytes.Length(path) + 1), flags).Int;

    public static int Read(int fd, void* buffer, int count) => Libc.read(fd, new Span<byte>(buffer, count)).Int;

    public static void Close(int fd) => _ = Libc.close(fd);
}

internal static class Socket
{
    public static Errno GetOption(int fd, int level, int name, out int value) => Libc.getsockopt(fd, level, name, out value);
}
