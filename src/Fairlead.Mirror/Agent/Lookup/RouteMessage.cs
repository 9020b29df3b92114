using System.Runtime.InteropServices;
using Fairlead.Linux;
using Fairlead.Rules;
using static Fairlead.Linux.FibRulesConstants;
using static Fairlead.Linux.nlmsghdr;
using static Fairlead.Linux.RtnetlinkConstants;

namespace Fairlead.Mirror.Agent.Lookup;

/// <summary>Writes the messages that make and remove a routing rule and its route: rtnetlink(7).</summary>
internal static class RouteMessage
{
    private const byte Loopback = 1;

    // Right behind the table of the host's own addresses: before all rules that others may have.
    private const uint Priority = 1;

    /// <summary>A rule: what a port of loopback answers is looked up in a table.</summary>
    /// <param name="removes">Whether the rule is removed.</param>
    /// <param name="isV4">The family.</param>
    /// <param name="protocol">IPPROTO_TCP or IPPROTO_UDP.</param>
    /// <param name="first">The first port.</param>
    /// <param name="last">The last one.</param>
    /// <param name="table">The table.</param>
    public static byte[] Rule(bool removes, bool isV4, int protocol, ushort first, ushort last, uint table)
    {
        var bytes = Begin(removes ? RTM_DELRULE : RTM_NEWRULE, removes);
        var source = isV4 ? Address.LoopbackV4 : Address.LoopbackV6;
        Add(bytes, new fib_rule_hdr
        {
            family = Family(isV4),
            src_len = (byte)source.Width,
            action = FR_ACT_TO_TBL,
        });
        AddAttribute(bytes, FRA_SRC, Octets(source));
        AddAttribute(bytes, FRA_PRIORITY, Priority);
        AddAttribute(bytes, FRA_TABLE, table);
        AddAttribute(bytes, FRA_IP_PROTO, (byte)protocol);
        AddAttribute(bytes, FRA_SPORT_RANGE, new fib_rule_port_range { start = first, end = last });
        return End(bytes);
    }

    /// <summary>The one route of the table: every address is this host's own.</summary>
    public static byte[] Route(bool removes, bool isV4, uint table)
    {
        var bytes = Begin(removes ? RTM_DELROUTE : RTM_NEWROUTE, removes);
        Add(bytes, new rtmsg
        {
            rtm_family = Family(isV4),
            rtm_protocol = RTPROT_STATIC,
            rtm_scope = isV4 ? RT_SCOPE_HOST : RT_SCOPE_UNIVERSE,
            rtm_type = RTN_LOCAL,
        });
        AddAttribute(bytes, RTA_TABLE, table);
        AddAttribute(bytes, RTA_OIF, (uint)Loopback);
        return End(bytes);
    }

    private static byte Family(bool isV4) => isV4 ? (byte)SocketConstants.AF_INET : (byte)SocketConstants.AF_INET6;

    private static List<byte> Begin(ushort type, bool removes)
    {
        var bytes = new List<byte>();
        var makes = removes ? 0 : NLM_F_CREATE | NLM_F_EXCL;
        Add(bytes, new nlmsghdr { nlmsg_type = type, nlmsg_flags = (ushort)(NLM_F_REQUEST | NLM_F_ACK | makes) });
        return bytes;
    }

    private static byte[] End(List<byte> bytes)
    {
        var message = bytes.ToArray();
        MemoryMarshal.Write(message, (uint)message.Length);
        return message;
    }

    private static void AddAttribute<T>(List<byte> bytes, ushort type, T value)
        where T : unmanaged => AddAttribute(bytes, type, MemoryMarshal.AsBytes(new ReadOnlySpan<T>(in value)));

    private static void AddAttribute(List<byte> bytes, ushort type, ReadOnlySpan<byte> value)
    {
        Add(bytes, new nlattr { nla_len = (ushort)(Marshal.SizeOf<nlattr>() + value.Length), nla_type = type });
        bytes.AddRange(value);
        while (bytes.Count % 4 != 0)
        {
            bytes.Add(0);
        }
    }

    private static void Add<T>(List<byte> bytes, T value)
        where T : unmanaged => bytes.AddRange(MemoryMarshal.AsBytes(new ReadOnlySpan<T>(in value)));

    private static byte[] Octets(Address address)
    {
        var bytes = new byte[address.Width / 8];
        for (var i = 0; i < bytes.Length; i++)
        {
            var shift = (bytes.Length - 1 - i) * 8;
            bytes[i] = (byte)((shift >= 64 ? address.High >> (shift - 64) : address.Low >> shift));
        }
        return bytes;
    }
}
