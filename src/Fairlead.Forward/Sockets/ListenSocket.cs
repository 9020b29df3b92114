using Fairlead.Linux;
using Fairlead.Rules;
using Fairlead.Rules.Forwarding;
using static Fairlead.Linux.InConstants;
using static Fairlead.Linux.SocketConstants;

namespace Fairlead.Forward.Sockets;

/// <summary>Opens the sockets that clients send to.</summary>
/// <remarks>
/// Each loop has a socket of its own for a place, in one SO_REUSEPORT group, between which the kernel shares out the clients.
/// Such a group would also let in another process of the same user, silently: so the place is first bound by a socket
/// without that option, which fails if anybody is there.
/// </remarks>
internal static unsafe class ListenSocket
{
    private const int Backlog = SOMAXCONN;

    /// <summary>
    /// The buffers of a socket that all clients share, in bytes; the kernel's default, about 208 KiB, holds 300 datagrams of
    /// the smallest kind.
    /// </summary>
    private const uint UdpBuffer = 4 << 20;

    /// <summary>Opens a place, once for each loop.</summary>
    /// <exception cref="LinuxException">It cannot be opened: what, where, and what to do.</exception>
    public static int[] Open(ForwardRule rule, ListenPoint point, int loops, IForwardHost host)
    {
        var sockets = new List<int>();
        try
        {
            if (loops > 1)
            {
                _ = Libc.close(OpenOne(rule, point, isShared: false, host));
            }
            for (var i = 0; i < loops; i++)
            {
                sockets.Add(OpenOne(rule, point, isShared: loops > 1, host));
            }
            return [.. sockets];
        }
        catch (LinuxException)
        {
            sockets.ForEach(socket => _ = Libc.close(socket));
            throw;
        }
    }

    /// <summary>Sets what the data path needs of a socket that listens, ours or passed.</summary>
    public static void Prepare(int socket, ForwardRule rule, ListenPoint point)
    {
        _ = Libc.fcntl(socket, FcntlConstants.F_SETFD, FcntlConstants.FD_CLOEXEC);
        var flags = Libc.fcntl(socket, FcntlConstants.F_GETFL).Int;
        LinuxException.Check(Libc.fcntl(socket, FcntlConstants.F_SETFL, flags | FcntlConstants.O_NONBLOCK), "fcntl");
        uint? buffer = rule.Protocol == Protocol.Udp ? UdpBuffer : null;
        SetBuffer(socket, SO_RCVBUF, SO_RCVBUFFORCE, rule.Options.ReceiveBuffer ?? buffer);
        SetBuffer(socket, SO_SNDBUF, SO_SNDBUFFORCE, rule.Options.SendBuffer ?? buffer);
        if (rule.Protocol == Protocol.Tcp && Libc.getsockopt(socket, SOL_SOCKET, SO_ACCEPTCONN, out var listens) == Errno.None && listens == 0)
        {
            throw new LinuxException($"tcp {point.Address.WithPort(point.Port)}", Errno.EINVAL,
                "the passed socket does not listen: its .socket unit wants Accept=no");
        }
        if (rule.Protocol == Protocol.Udp)
        {
            PrepareUdp(socket, rule.Options, point);
        }
    }

    private static void PrepareUdp(int socket, ForwardOptions options, ListenPoint point)
    {
        if (point.Address.IsWildcard)
        {
            _ = Libc.getsockopt(socket, SOL_SOCKET, SO_DOMAIN, out var domain);
            var errno = domain == AF_INET
                ? Libc.setsockopt(socket, IPPROTO_IP, IP_PKTINFO, 1)
                : Libc.setsockopt(socket, IPPROTO_IPV6, IPV6_RECVPKTINFO, 1);
            LinuxException.ThrowIf(errno, "setsockopt of the asked address (IP_PKTINFO)");
        }
        // A header belongs to one datagram. Without the option (before Linux 5.0) they come one by one anyway.
        var isJoined = !options.SendProxy && !options.AcceptProxy;
        _ = Libc.setsockopt(socket, IPPROTO_UDP, UdpConstants.UDP_GRO, isJoined ? 1 : 0);
    }

    private static int OpenOne(ForwardRule rule, ListenPoint point, bool isShared, IForwardHost host)
    {
        var family = point.Address.IsV4 ? AF_INET : AF_INET6;
        var type = rule.Protocol == Protocol.Udp ? SOCK_DGRAM : SOCK_STREAM;
        var where = $"{(type == SOCK_DGRAM ? "udp" : "tcp")} {point.Address.WithPort(point.Port)}";
        var socket = LinuxException.Check(
            Libc.socket(family, type | SOCK_NONBLOCK | SOCK_CLOEXEC, 0), $"socket for {where}", Advice(Errno.None));
        var errno = SetOptions(socket, family, rule, isShared);
        errno = errno != Errno.None ? errno : Bind(socket, point);
        errno = errno != Errno.None || type == SOCK_DGRAM ? errno : Libc.listen(socket, Backlog);
        if (errno == Errno.None)
        {
            return socket;
        }
        _ = Libc.close(socket);
        var holder = errno == Errno.EADDRINUSE ? host.HolderOf(rule.Protocol, point.Address, point.Port) : null;
        throw new LinuxException($"listen at {where}", errno, holder is null ? Advice(errno) : $"{holder} has it");
    }

    private static Errno SetOptions(int socket, int family, ForwardRule rule, bool isShared)
    {
        var errno = family == AF_INET6 ? Libc.setsockopt(socket, IPPROTO_IPV6, IPV6_V6ONLY, 1) : Errno.None;
        if (errno == Errno.None && isShared)
        {
            errno = Libc.setsockopt(socket, SOL_SOCKET, SO_REUSEPORT, 1);
        }
        if (errno == Errno.None && rule.Protocol == Protocol.Tcp)
        {
            errno = Libc.setsockopt(socket, SOL_SOCKET, SO_REUSEADDR, 1);
        }
        return errno != Errno.None || !rule.Options.FreeBind ? errno
            : family == AF_INET ? Libc.setsockopt(socket, IPPROTO_IP, IP_FREEBIND, 1)
            : Libc.setsockopt(socket, IPPROTO_IPV6, IPV6_FREEBIND, 1);
    }

    private static Errno Bind(int socket, ListenPoint point)
    {
        sockaddr_storage storage;
        return Libc.bind(socket, &storage, point.Address.ToEndpoint(point.Port).Write(&storage));
    }

    // Beyond net.core.rmem_max only CAP_NET_ADMIN reaches; without it the kernel gives what it allows.
    private static void SetBuffer(int socket, int option, int forced, uint? bytes)
    {
        if (bytes is { } size && Libc.setsockopt(socket, SOL_SOCKET, forced, (int)size) != Errno.None)
        {
            LinuxException.ThrowIf(Libc.setsockopt(socket, SOL_SOCKET, option, (int)size), "setsockopt of a buffer");
        }
    }

    private static string? Advice(Errno errno) => errno switch
    {
        Errno.EADDRINUSE => "`ss -lnptu` shows who has it",
        Errno.EADDRNOTAVAIL =>
            "the address is not on this machine: `ip address` lists those that are; `freebind` listens at one that comes later",
        Errno.EACCES => "ports below net.ipv4.ip_unprivileged_port_start need CAP_NET_BIND_SERVICE, or a socket of the service manager",
        _ => null,
    };
}
