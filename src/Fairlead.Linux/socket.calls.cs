using System.Runtime.InteropServices;

namespace Fairlead.Linux;

/// <content>Calls of sys/socket.h.</content>
public static unsafe partial class Libc
{
    public static SysResult socket(int domain, int type, int protocol) => Result(socket_(domain, type, protocol));

    public static Errno bind(int fd, void* addr, uint len) => Error(bind_(fd, addr, len));

    public static Errno connect(int fd, void* addr, uint len) => Error(connect_(fd, addr, len));

    public static Errno listen(int fd, int backlog) => Error(listen_(fd, backlog));

    public static SysResult accept4(int fd, void* addr, uint* len, int flags) => Result(accept4_(fd, addr, len, flags));

    public static Errno getsockname(int fd, void* addr, uint* len) => Error(getsockname_(fd, addr, len));

    public static Errno getpeername(int fd, void* addr, uint* len) => Error(getpeername_(fd, addr, len));

    public static Errno getsockopt(int fd, int level, int name, void* value, uint* len) =>
        Error(getsockopt_(fd, level, name, value, len));

    public static Errno setsockopt(int fd, int level, int name, void* value, uint len) =>
        Error(setsockopt_(fd, level, name, value, len));

    /// <summary>getsockopt(2) for an option that is an int.</summary>
    public static Errno getsockopt(int fd, int level, int name, out int value)
    {
        int got = 0;
        uint len = sizeof(int);
        var errno = getsockopt(fd, level, name, &got, &len);
        value = got;
        return errno;
    }

    /// <summary>setsockopt(2) for an option that is an int.</summary>
    public static Errno setsockopt(int fd, int level, int name, int value) =>
        setsockopt(fd, level, name, &value, sizeof(int));

    /// <returns>How many bytes were received; 0 at the end of the data.</returns>
    public static SysResult recv(int fd, Span<byte> buffer, int flags)
    {
        fixed (byte* p = buffer)
        {
            return Result(recv_(fd, p, (nuint)buffer.Length, flags));
        }
    }

    public static SysResult send(int fd, void* buffer, nuint count, int flags) => Result(send_(fd, buffer, count, flags));

    public static SysResult sendmsg(int fd, msghdr* msg, int flags) => Result(sendmsg_(fd, msg, flags));

    public static SysResult recvmsg(int fd, msghdr* msg, int flags) => Result(recvmsg_(fd, msg, flags));

    /// <returns>How many datagrams were sent; their msg_len is set.</returns>
    public static SysResult sendmmsg(int fd, mmsghdr* messages, int count, int flags) =>
        Result(sendmmsg_(fd, messages, (uint)count, flags));

    /// <returns>How many datagrams were received; their msg_len is set.</returns>
    public static SysResult recvmmsg(int fd, mmsghdr* messages, int count, int flags) =>
        Result(recvmmsg_(fd, messages, (uint)count, flags, null));

    public static Errno shutdown(int fd, int how) => Error(shutdown_(fd, how));

    public static Errno socketpair(int domain, int type, int protocol, int* pair) =>
        Error(socketpair_(domain, type, protocol, pair));

    [LibraryImport(Name, EntryPoint = "socket", SetLastError = true)]
    private static partial int socket_(int domain, int type, int protocol);

    [LibraryImport(Name, EntryPoint = "bind", SetLastError = true)]
    private static partial int bind_(int fd, void* addr, uint len);

    [LibraryImport(Name, EntryPoint = "connect", SetLastError = true)]
    private static partial int connect_(int fd, void* addr, uint len);

    [LibraryImport(Name, EntryPoint = "listen", SetLastError = true)]
    private static partial int listen_(int fd, int backlog);

    [LibraryImport(Name, EntryPoint = "accept4", SetLastError = true)]
    private static partial int accept4_(int fd, void* addr, uint* len, int flags);

    [LibraryImport(Name, EntryPoint = "getsockname", SetLastError = true)]
    private static partial int getsockname_(int fd, void* addr, uint* len);

    [LibraryImport(Name, EntryPoint = "getpeername", SetLastError = true)]
    private static partial int getpeername_(int fd, void* addr, uint* len);

    [LibraryImport(Name, EntryPoint = "getsockopt", SetLastError = true)]
    private static partial int getsockopt_(int fd, int level, int name, void* value, uint* len);

    [LibraryImport(Name, EntryPoint = "setsockopt", SetLastError = true)]
    private static partial int setsockopt_(int fd, int level, int name, void* value, uint len);

    [LibraryImport(Name, EntryPoint = "send", SetLastError = true)]
    private static partial nint send_(int fd, void* buffer, nuint count, int flags);

    [LibraryImport(Name, EntryPoint = "recv", SetLastError = true)]
    private static partial nint recv_(int fd, void* buffer, nuint count, int flags);

    [LibraryImport(Name, EntryPoint = "sendmsg", SetLastError = true)]
    private static partial nint sendmsg_(int fd, msghdr* msg, int flags);

    [LibraryImport(Name, EntryPoint = "recvmsg", SetLastError = true)]
    private static partial nint recvmsg_(int fd, msghdr* msg, int flags);

    [LibraryImport(Name, EntryPoint = "sendmmsg", SetLastError = true)]
    private static partial int sendmmsg_(int fd, mmsghdr* messages, uint count, int flags);

    [LibraryImport(Name, EntryPoint = "recvmmsg", SetLastError = true)]
    private static partial int recvmmsg_(int fd, mmsghdr* messages, uint count, int flags, void* timeout);

    [LibraryImport(Name, EntryPoint = "shutdown", SetLastError = true)]
    private static partial int shutdown_(int fd, int how);

    [LibraryImport(Name, EntryPoint = "socketpair", SetLastError = true)]
    private static partial int socketpair_(int domain, int type, int protocol, int* pair);
}
