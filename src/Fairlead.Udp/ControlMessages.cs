using Fairlead.Linux;
using static Fairlead.Linux.InConstants;
using static Fairlead.Linux.UdpConstants;

namespace Fairlead.Udp;

/// <summary>Reads and writes the control messages of a datagram: ip(7), ipv6(7), udp(7), cmsg(3).</summary>
internal static unsafe class ControlMessages
{
    /// <summary>
    /// Room for all that is read or written here, with headers: packet info and traffic class of both families, as a
    /// dual-stack socket has them, segment size, and a counter of drops.
    /// </summary>
    public const int Room = 160;

    private const int Header = 16;

    /// <summary>What stands in a buffer that the kernel has filled.</summary>
    public static DatagramInfo Read(byte* control, nuint length)
    {
        UdpEndpoint local = default;
        int device = 0, segment = 0, traffic = -1;
        for (nuint at = 0; at + Header <= length;)
        {
            var message = (cmsghdr*)(control + at);
            var payload = control + at + Header;
            switch (message->cmsg_level, message->cmsg_type)
            {
                case (IPPROTO_IP, IP_PKTINFO):
                    local = OfForm(local, UdpEndpoint.V4(((in_pktinfo*)payload)->ipi_spec_dst, 0));
                    device = ((in_pktinfo*)payload)->ipi_ifindex;
                    break;
                case (IPPROTO_IPV6, IPV6_PKTINFO):
                    device = ((in6_pktinfo*)payload)->ipi6_ifindex;
                    local = local.IsEmpty ? Destination((in6_pktinfo*)payload) : local.Map();
                    break;
                case (IPPROTO_UDP, UDP_GRO):
                    segment = *(int*)payload;
                    break;
                case (IPPROTO_IP, IP_TOS):
                    traffic = *payload;
                    break;
                case (IPPROTO_IPV6, IPV6_TCLASS):
                    traffic = *(int*)payload;
                    break;
                default:
                    break;
            }
            at += (message->cmsg_len + 7) & ~(nuint)7;
        }
        return new DatagramInfo(local, device, segment, traffic);
    }

    /// <summary>Adds the address to send from, and gives the bytes written so far.</summary>
    /// <param name="control">The buffer.</param>
    /// <param name="length">The bytes written before.</param>
    /// <param name="source">The address; of the socket's family.</param>
    /// <param name="device">The index of the interface to leave by; 0: what the routes say.</param>
    public static nuint WriteSource(byte* control, nuint length, in UdpEndpoint source, int device = 0)
    {
        sockaddr_storage address;
        source.Write(&address);
        if (source.IsV4)
        {
            *(in_pktinfo*)Add(control, length, IPPROTO_IP, IP_PKTINFO, sizeof(in_pktinfo)) =
                new in_pktinfo { ipi_spec_dst = address.v4.sin_addr, ipi_ifindex = device };
            return length + (nuint)cmsghdr.Space(sizeof(in_pktinfo));
        }
        *(in6_pktinfo*)Add(control, length, IPPROTO_IPV6, IPV6_PKTINFO, sizeof(in6_pktinfo)) =
            new in6_pktinfo { ipi6_addr = address.v6.sin6_addr, ipi6_ifindex = device != 0 ? device : (int)source.ScopeId };
        return length + (nuint)cmsghdr.Space(sizeof(in6_pktinfo));
    }

    /// <summary>Adds the size of the datagrams that the kernel is to cut the payload into.</summary>
    public static nuint WriteSegment(byte* control, nuint length, ushort size)
    {
        *(ushort*)Add(control, length, IPPROTO_UDP, UDP_SEGMENT, sizeof(ushort)) = size;
        return length + (nuint)cmsghdr.Space(sizeof(ushort));
    }

    /// <summary>Writes all that is asked for, and gives the bytes written.</summary>
    /// <param name="control">The buffer.</param>
    /// <param name="how">What is asked for; its address of the socket's family.</param>
    /// <param name="remote">Where the datagram goes to, of the socket's family; or empty.</param>
    /// <param name="isV6">Whether the socket is of IPv6.</param>
    public static nuint Write(byte* control, in SendControl how, in UdpEndpoint remote, bool isV6)
    {
        nuint length = 0;
        if (!how.Local.IsEmpty || how.Interface != 0)
        {
            length = WriteSource(control, length, how.Local.IsEmpty ? Any(remote, isV6) : how.Local, how.Interface);
        }
        if (how.SegmentSize != 0)
        {
            length = WriteSegment(control, length, (ushort)how.SegmentSize);
        }
        return how.TrafficClass is { } traffic ? WriteTrafficClass(control, length, traffic, remote, isV6) : length;
    }

    // Each family reads its own message and overlooks the other's, so both serve where the remote is not known.
    private static nuint WriteTrafficClass(byte* control, nuint length, int traffic, in UdpEndpoint remote, bool isV6)
    {
        if (!isV6 || remote.IsEmpty || remote.IsMapped)
        {
            *(int*)Add(control, length, IPPROTO_IP, IP_TOS, sizeof(int)) = traffic;
            length += (nuint)cmsghdr.Space(sizeof(int));
        }
        if (isV6 && !remote.IsMapped)
        {
            *(int*)Add(control, length, IPPROTO_IPV6, IPV6_TCLASS, sizeof(int)) = traffic;
            length += (nuint)cmsghdr.Space(sizeof(int));
        }
        return length;
    }

    private static UdpEndpoint Any(in UdpEndpoint remote, bool isV6) =>
        !isV6 ? UdpEndpoint.V4(0, 0) : remote.IsMapped ? UdpEndpoint.V4(0, 0).Map() : UdpEndpoint.V6(default, 0, 0);

    // A dual-stack socket that asked for both has its IPv4 datagrams told twice; the one of IPv4 knows broadcasts.
    private static UdpEndpoint OfForm(in UdpEndpoint before, in UdpEndpoint local) =>
        before.IsEmpty ? local : local.Map();

    // A multicast group is no address to answer from: the kernel then picks one.
    private static UdpEndpoint Destination(in6_pktinfo* info)
    {
        var isMulticast = info->ipi6_addr.s6_addr[0] == 0xFF;
        var isLinkLocal = info->ipi6_addr.s6_addr[0] == 0xFE && (info->ipi6_addr.s6_addr[1] & 0xC0) == 0x80;
        return UdpEndpoint.V6(isMulticast ? default : info->ipi6_addr, 0, isLinkLocal ? (uint)info->ipi6_ifindex : 0);
    }

    private static byte* Add(byte* control, nuint length, int level, int type, int payload)
    {
        *(cmsghdr*)(control + length) =
            new cmsghdr { cmsg_len = (nuint)(Header + payload), cmsg_level = level, cmsg_type = type };
        return control + length + Header;
    }
}
