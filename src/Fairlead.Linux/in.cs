using System.Runtime.InteropServices;

namespace Fairlead.Linux;

/// <summary>netinet/in.h, linux/in.h, linux/in6.h and linux/tcp.h: ip(7), ipv6(7), tcp(7).</summary>
public static class InConstants
{
    public const int IPPROTO_IP = 0;
    public const int IPPROTO_ICMP = 1;
    public const int IPPROTO_TCP = 6;
    public const int IPPROTO_UDP = 17;
    public const int IPPROTO_IPV6 = 41;
    public const int IPPROTO_UDPLITE = 136;
    public const int IPPROTO_MPTCP = 262;

    public const int IP_TOS = 1;
    public const int IP_PKTINFO = 8;
    public const int IP_RECVTOS = 13;
    public const int IP_FREEBIND = 15;
    public const int IP_TRANSPARENT = 19;
    public const int IP_ORIGDSTADDR = 20;
    public const int IP_RECVORIGDSTADDR = 20;
    public const int IP_MINTTL = 21;
    public const int IP_BIND_ADDRESS_NO_PORT = 24;

    public const int IPV6_2292PKTINFO = 2;
    public const int IPV6_V6ONLY = 26;
    public const int IPV6_RECVPKTINFO = 49;
    public const int IPV6_PKTINFO = 50;
    public const int IPV6_RECVTCLASS = 66;
    public const int IPV6_TCLASS = 67;
    public const int IPV6_MINHOPCOUNT = 73;
    public const int IPV6_ORIGDSTADDR = 74;
    public const int IPV6_RECVORIGDSTADDR = 74;
    public const int IPV6_TRANSPARENT = 75;
    public const int IPV6_FREEBIND = 78;

    public const int TCP_NODELAY = 1;
    public const int TCP_INFO = 11;
    public const int TCP_CONGESTION = 13;

    // A state of tcpi_state, the first byte that TCP_INFO gives.
    public const int TCP_CLOSE = 7;
}

/// <summary>struct sockaddr_in; port and address in network order.</summary>
[StructLayout(LayoutKind.Sequential)]
public struct sockaddr_in
{
    public ushort sin_family;
    public ushort sin_port;
    public uint sin_addr;
    public ulong sin_zero;
}

/// <summary>struct sockaddr_in6; port and address in network order.</summary>
[StructLayout(LayoutKind.Sequential, Pack = 4)]
public struct sockaddr_in6
{
    public ushort sin6_family;
    public ushort sin6_port;
    public uint sin6_flowinfo;
    public in6_addr sin6_addr;
    public uint sin6_scope_id;
}

/// <summary>struct in6_addr: 16 bytes in network order.</summary>
[StructLayout(LayoutKind.Sequential, Pack = 4, Size = 16)]
public unsafe struct in6_addr
{
    public fixed byte s6_addr[16];
}

/// <summary>struct in_pktinfo of linux/in.h: IP_PKTINFO.</summary>
[StructLayout(LayoutKind.Sequential)]
public struct in_pktinfo
{
    public int ipi_ifindex;
    public uint ipi_spec_dst;
    public uint ipi_addr;
}

/// <summary>struct in6_pktinfo of linux/ipv6.h: IPV6_PKTINFO.</summary>
[StructLayout(LayoutKind.Sequential)]
public struct in6_pktinfo
{
    public in6_addr ipi6_addr;
    public int ipi6_ifindex;
}
