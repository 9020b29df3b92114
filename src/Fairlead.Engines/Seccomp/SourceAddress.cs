using Fairlead.Linux;
using Fairlead.Rules;

namespace Fairlead.Engines.Seccomp;

/// <summary>The source of a connection: bind(2) to an address before connect(2).</summary>
internal static unsafe class SourceAddress
{
    /// <summary>Why a source cannot be set on a socket that the program has bound.</summary>
    public const string BoundByProgram =
        "the program has bound the socket itself, and it cannot be bound twice; a `bind` rule reaches that call";

    /// <summary>Gives a socket its source.</summary>
    /// <remarks>
    /// With IP_BIND_ADDRESS_NO_PORT the kernel chooses the port when the destination is known, as it does without a
    /// bind, so that two connections may share one. The option is taken back, or a later bind(2) of the program to
    /// port 0 would get no port.
    /// </remarks>
    public static Errno Set(int socket, Address source, ushort port, out string? reason)
    {
        reason = null;
        if (!SocketAddress.TryGetLocal(socket, out var local, out var localPort))
        {
            return Errno.EINVAL;
        }
        if (local == source && (port == 0 || port == localPort))
        {
            return Errno.None;
        }
        if (!local.IsWildcard || localPort != 0)
        {
            reason = BoundByProgram;
            return Errno.EADDRNOTAVAIL;
        }
        return port != 0 ? Bind(socket, source, port) : BindWithoutPort(socket, source);
    }

    private static Errno BindWithoutPort(int socket, Address source)
    {
        const int level = InConstants.IPPROTO_IP, name = InConstants.IP_BIND_ADDRESS_NO_PORT;
        var errno = Libc.setsockopt(socket, level, name, 1);
        if (errno != Errno.None)
        {
            return errno;
        }
        errno = Bind(socket, source, 0);
        _ = Libc.setsockopt(socket, level, name, 0);
        return errno;
    }

    private static Errno Bind(int socket, Address source, ushort port)
    {
        sockaddr_storage storage = default;
        var length = SocketAddress.Write(ref storage, source, port);
        return Libc.bind(socket, &storage, length);
    }
}
