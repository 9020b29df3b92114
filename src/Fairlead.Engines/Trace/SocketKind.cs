using Fairlead.Linux;
using Fairlead.Rules;
using static Fairlead.Linux.InConstants;
using static Fairlead.Linux.SocketConstants;

namespace Fairlead.Engines.Trace;

/// <summary>What a socket is: its family, type and protocol, and the number by which the kernel knows it.</summary>
internal readonly record struct SocketKind(int Domain, int Type, int ProtocolNumber, ulong Cookie)
{
    /// <summary>The protocol as rules see it; null where rules do not reach the socket.</summary>
    public Protocol? Protocol => Domain is not (AF_INET or AF_INET6) ? null : (Type, ProtocolNumber) switch
    {
        (SOCK_STREAM, IPPROTO_TCP or IPPROTO_MPTCP) => Rules.Protocol.Tcp,
        (SOCK_DGRAM, IPPROTO_UDP or IPPROTO_UDPLITE) => Rules.Protocol.Udp,
        _ => Rules.Protocol.Any,
    };

    /// <summary>Asks the kernel about a descriptor of this process; null where it is no socket.</summary>
    public static unsafe SocketKind? Of(int fd)
    {
        ulong cookie = 0;
        uint length = sizeof(ulong);
        return Libc.getsockopt(fd, SOL_SOCKET, SO_DOMAIN, out var domain) == Errno.None
            && Libc.getsockopt(fd, SOL_SOCKET, SO_TYPE, out var type) == Errno.None
            && Libc.getsockopt(fd, SOL_SOCKET, SO_PROTOCOL, out var protocol) == Errno.None
            && Libc.getsockopt(fd, SOL_SOCKET, SO_COOKIE, &cookie, &length) == Errno.None
                ? new SocketKind(domain, type, protocol, cookie)
                : null;
    }

    /// <summary>The name of a family.</summary>
    public static string FamilyName(int domain) => domain switch
    {
        AF_UNIX => "unix",
        AF_INET => "inet",
        AF_INET6 => "inet6",
        AF_NETLINK => "netlink",
        _ => $"family {domain}",
    };

    /// <summary>Family and type in words.</summary>
    public static string Describe(int domain, int type) => $"{FamilyName(domain)} {TypeName(type)}";

    private static string TypeName(int type) => type switch
    {
        SOCK_STREAM => "stream",
        SOCK_DGRAM => "dgram",
        SOCK_RAW => "raw",
        SOCK_SEQPACKET => "seqpacket",
        _ => $"type {type}",
    };

    /// <summary>The words that say most: tcp and udp as in rules, else the family, for inet with the type.</summary>
    public override string ToString() => Protocol switch
    {
        Rules.Protocol.Tcp => "tcp",
        Rules.Protocol.Udp => "udp",
        Rules.Protocol.Any => Describe(Domain, Type),
        _ => FamilyName(Domain),
    };
}
