using Fairlead.Forward.Statistics;
using Fairlead.Linux;
using Fairlead.Rules.Forwarding;
using Fairlead.Udp;
using static Fairlead.Linux.InConstants;
using static Fairlead.Linux.SocketConstants;

namespace Fairlead.Forward.Sockets;

/// <summary>Opens the socket between the forwarder and a backend, for one client.</summary>
/// <remarks>
/// The source address is the client's own (transparent: IP_TRANSPARENT and SO_REUSEADDR, as the client's port may be in use here
/// by its other connection), one of <c>from</c>, or the kernel's choice. With several <c>from</c> the next one is tried when
/// the ports of one are used up, which is at about 28 000 sessions of UDP over all backends (net.ipv4.ip_local_port_range): a port is
/// taken before the socket is connected. SO_REUSEADDR would let the kernel give one port to two sockets, so only transparent
/// sockets have it.
/// A socket of one-way mode stays unconnected: where answers to the client come by this host on their way, the kernel would take
/// them for the socket's own (early demux), and what belongs to a socket is not routed on (ip_forward drops it).
/// </remarks>
internal static unsafe class UpstreamSocket
{
    /// <summary>Opens a non-blocking socket that is connected, or of TCP connecting, to the backend.</summary>
    /// <param name="statement">The statement.</param>
    /// <param name="type">SOCK_DGRAM or SOCK_STREAM.</param>
    /// <param name="client">Whose connection it is; not v4-mapped.</param>
    /// <param name="backend">Where it leads to.</param>
    /// <returns>The descriptor, or why there is none.</returns>
    public static SysResult Open(Statement statement, int type, in UdpEndpoint client, in UdpEndpoint backend)
    {
        if (statement.IsTransparent)
        {
            return OpenFrom(statement, type, client, backend);
        }
        var sources = statement.From;
        var opened = sources.Length == 0 ? OpenFrom(statement, type, default, backend) : new SysResult(-1, Errno.EADDRNOTAVAIL);
        for (var i = 0; i < sources.Length && !opened.Ok && Reason(opened.Errno) == DropReason.NoPort; i++)
        {
            var source = sources[(client.Port + i) % sources.Length];
            opened = source.IsV4 == backend.IsV4 ? OpenFrom(statement, type, source, backend) : opened;
        }
        return opened;
    }

    /// <summary>Whether a socket's address is no longer one of this host.</summary>
    public static bool IsSourceGone(int socket)
    {
        sockaddr_storage address = default;
        var length = Libc.SizeOf<sockaddr_storage>();
        if (Libc.getsockname(socket, &address, &length) != Errno.None)
        {
            return false;
        }
        var source = UdpEndpoint.Read(&address);
        var probe = Libc.socket(source.IsV4 ? AF_INET : AF_INET6, SOCK_DGRAM | SOCK_CLOEXEC, 0);
        if (!probe.Ok)
        {
            return false;
        }
        var errno = Bind(probe.Int, source.WithPort(0));
        _ = Libc.close(probe.Int);
        return errno == Errno.EADDRNOTAVAIL;
    }

    /// <summary>The reason to count where <see cref="Open"/> failed.</summary>
    public static DropReason Reason(Errno errno) => errno switch
    {
        Errno.EADDRINUSE or Errno.EAGAIN or Errno.EADDRNOTAVAIL => DropReason.NoPort,
        Errno.EMFILE or Errno.ENFILE or Errno.ENOBUFS or Errno.ENOMEM => DropReason.NoDescriptor,
        Errno.ENETUNREACH or Errno.EHOSTUNREACH or Errno.ECONNREFUSED => DropReason.Unreachable,
        _ => DropReason.NoUpstream,
    };

    private static SysResult OpenFrom(Statement statement, int type, in UdpEndpoint source, in UdpEndpoint backend)
    {
        var family = backend.IsV4 ? AF_INET : AF_INET6;
        var socket = Libc.socket(family, type | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
        if (!socket.Ok)
        {
            return socket;
        }
        if (DescriptorLimit.IsKeptBack(socket.Int))
        {
            _ = Libc.close(socket.Int);
            return new SysResult(-1, Errno.EMFILE);
        }
        var errno = SetOptions(socket.Int, family, statement.Options);
        if (errno == Errno.None && !source.IsEmpty)
        {
            // The port is chosen when the backend is known, so that each backend has all of them. Only TCP can wait for that.
            errno = source.Port == 0 && type == SOCK_STREAM
                ? Libc.setsockopt(socket.Int, IPPROTO_IP, IP_BIND_ADDRESS_NO_PORT, 1)
                : Errno.None;
            errno = errno != Errno.None ? errno : Bind(socket.Int, source);
        }
        if (errno == Errno.None && statement.Options.Transparent != Transparency.OneWay)
        {
            errno = Connect(socket.Int, backend);
        }
        if (errno is Errno.None or Errno.EINPROGRESS)
        {
            return socket;
        }
        _ = Libc.close(socket.Int);
        return new SysResult(-1, errno);
    }

    private static Errno SetOptions(int socket, int family, ForwardOptions options)
    {
        var errno = Errno.None;
        if (options.Device is { } device)
        {
            var name = Libc.CString(device);
            fixed (byte* p = name)
            {
                errno = Libc.setsockopt(socket, SOL_SOCKET, SO_BINDTODEVICE, p, (uint)name.Length);
            }
        }
        if (errno == Errno.None && options.Mark is { } mark)
        {
            errno = Libc.setsockopt(socket, SOL_SOCKET, SO_MARK, (int)mark);
        }
        return errno == Errno.None && options.Transparent != Transparency.None ? SetTransparent(socket, family) : errno;
    }

    private static Errno SetTransparent(int socket, int family)
    {
        var errno = family == AF_INET
            ? Libc.setsockopt(socket, IPPROTO_IP, IP_TRANSPARENT, 1)
            : Libc.setsockopt(socket, IPPROTO_IPV6, IPV6_TRANSPARENT, 1);
        return errno != Errno.None ? errno : Libc.setsockopt(socket, SOL_SOCKET, SO_REUSEADDR, 1);
    }

    private static Errno Bind(int socket, in UdpEndpoint address)
    {
        sockaddr_storage storage;
        return Libc.bind(socket, &storage, address.Write(&storage));
    }

    private static Errno Connect(int socket, in UdpEndpoint backend)
    {
        sockaddr_storage storage;
        return Libc.connect(socket, &storage, backend.Write(&storage));
    }
}
