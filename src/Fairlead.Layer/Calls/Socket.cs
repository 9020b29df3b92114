using System.Runtime.CompilerServices;
using Fairlead.Engines;
using Fairlead.Linux;
using Fairlead.Rules;

namespace Fairlead.Layer.Calls;

/// <summary>What this library itself asks of sockets, with errno as a value.</summary>
internal static unsafe class Socket
{
    public static Errno Last => (Errno)(*Imports.errno_location());

    public static Errno GetOption(int fd, int level, int name, out int value)
    {
        int got = 0;
        uint length = sizeof(int);
        var errno = Result(Next.getsockopt(fd, level, name, &got, &length));
        value = got;
        return errno;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    public static Errno SetOption(int fd, int level, int name, int value) => SetOption(fd, level, name, &value, sizeof(int));

    [MethodImpl(MethodImplOptions.NoInlining)]
    public static Errno SetOption(int fd, int level, int name, void* value, uint length) =>
        Result(Next.setsockopt(fd, level, name, value, length));

    public static Errno Bind(int fd, sockaddr_storage* address, uint length) => Result(Next.bind(fd, address, length));

    /// <summary>Binds to an address that is already in the family of the socket.</summary>
    public static Errno Bind(int fd, Address address, ushort port)
    {
        sockaddr_storage storage = default;
        var length = SocketAddress.Write(ref storage, address, port);
        return Bind(fd, &storage, length);
    }

    /// <summary>The local address; false: it has none of AF_INET or AF_INET6.</summary>
    public static bool TryGetLocal(int fd, out Address address, out ushort port)
    {
        sockaddr_storage storage = default;
        var length = (uint)sizeof(sockaddr_storage);
        if (Next.getsockname(fd, &storage, &length) == 0)
            return SocketAddress.TryRead(storage, length, out address, out port);
        address = default;
        port = 0;
        return false;
    }

    /// <summary>SO_COOKIE: a number that no other socket of this boot has; 0: it is no socket.</summary>
    public static ulong Cookie(int fd)
    {
        ulong cookie = 0;
        uint length = sizeof(ulong);
        _ = Next.getsockopt(fd, SocketConstants.SOL_SOCKET, SocketConstants.SO_COOKIE, &cookie, &length);
        return cookie;
    }

    public static bool HasPeer(int fd)
    {
        sockaddr_storage storage;
        var length = (uint)sizeof(sockaddr_storage);
        return Next.getpeername(fd, &storage, &length) == 0;
    }

    /// <summary>errno where a call said -1.</summary>
    public static Errno Result(int value) => value >= 0 ? Errno.None : Last;
}
