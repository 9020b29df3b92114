using Fairlead.Linux;
using Fairlead.Rules;

namespace Fairlead.Engines;

/// <content>What the kernel says of a socket.</content>
public static unsafe partial class SocketAddress
{
    /// <summary>The local address of a socket; false where it has none of AF_INET or AF_INET6.</summary>
    public static bool TryGetLocal(int socket, out Address address, out ushort port)
    {
        sockaddr_storage storage = default;
        var length = Libc.SizeOf<sockaddr_storage>();
        (address, port) = (default, 0);
        return Libc.getsockname(socket, &storage, &length) == Errno.None
            && TryRead(storage, length, out address, out port);
    }

    /// <summary>The peer of a socket; false where it has none of AF_INET or AF_INET6.</summary>
    public static bool TryGetPeer(int socket, out Address address, out ushort port)
    {
        sockaddr_storage storage = default;
        var length = Libc.SizeOf<sockaddr_storage>();
        (address, port) = (default, 0);
        return Libc.getpeername(socket, &storage, &length) == Errno.None
            && TryRead(storage, length, out address, out port);
    }
}
