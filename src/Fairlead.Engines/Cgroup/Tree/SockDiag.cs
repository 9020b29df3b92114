using System.Buffers.Binary;
using Fairlead.Linux;
using Fairlead.Rules;
using static Fairlead.Linux.InetDiagConstants;

namespace Fairlead.Engines.Cgroup.Tree;

/// <summary>Lists sockets through sock_diag(7): one request for each protocol and family, and its answers.</summary>
internal static unsafe class SockDiag
{
    private const uint EveryState = uint.MaxValue;
    private const int AnswerSize = 65536;

    /// <summary>The words of ss(8) for the states of tcp_states.h.</summary>
    private static readonly string[] s_states =
    [
        "UNKNOWN", "ESTAB", "SYN-SENT", "SYN-RECV", "FIN-WAIT-1", "FIN-WAIT-2", "TIME-WAIT", "UNCONN", "CLOSE-WAIT",
        "LAST-ACK", "LISTEN", "CLOSING", "SYN-RECV", "BOUND",
    ];

    /// <summary>Adds the sockets that a filter lets through.</summary>
    /// <param name="socket">A socket of NETLINK_SOCK_DIAG in the network namespace to look at.</param>
    /// <param name="protocol">IPPROTO_ constant.</param>
    /// <param name="family">AF_INET or AF_INET6.</param>
    /// <param name="filter">Bytecode.</param>
    /// <param name="found">What to add to.</param>
    /// <returns>ENOENT where the kernel cannot list the protocol, EINVAL where it does not know the filter.</returns>
    public static Errno List(int socket, int protocol, int family, ReadOnlySpan<byte> filter, List<SocketRecord> found)
    {
        var sent = Libc.write(socket, Request(protocol, family, filter));
        var answer = new byte[AnswerSize];
        while (sent.Ok)
        {
            sent = Libc.read(socket, answer);
            if (sent.Ok && Add(answer.AsSpan(0, sent.Int), NameOf(protocol), found) is { } end)
            {
                return end;
            }
        }
        return sent.Errno;
    }

    private static byte[] Request(int protocol, int family, ReadOnlySpan<byte> filter)
    {
        var filterAt = sizeof(nlmsghdr) + sizeof(inet_diag_req_v2);
        var request = new byte[filterAt + sizeof(nlattr) + filter.Length];
        fixed (byte* p = request)
        {
            *(nlmsghdr*)p = new nlmsghdr
            {
                nlmsg_len = (uint)request.Length,
                nlmsg_type = SOCK_DIAG_BY_FAMILY,
                nlmsg_flags = nlmsghdr.NLM_F_REQUEST | nlmsghdr.NLM_F_DUMP,
            };
            *(inet_diag_req_v2*)(p + sizeof(nlmsghdr)) = new inet_diag_req_v2
            {
                sdiag_family = (byte)family,
                sdiag_protocol = (byte)protocol,
                idiag_states = EveryState,
            };
            *(nlattr*)(p + filterAt) = new nlattr
            {
                nla_len = (ushort)(sizeof(nlattr) + filter.Length),
                nla_type = INET_DIAG_REQ_BYTECODE,
            };
        }
        filter.CopyTo(request.AsSpan(filterAt + sizeof(nlattr)));
        return request;
    }

    // How the list ended; null where more is to come.
    private static Errno? Add(ReadOnlySpan<byte> answer, string protocol, List<SocketRecord> found)
    {
        fixed (byte* start = answer)
        {
            for (byte* at = start, end = start + answer.Length; at < end; at += Align(((nlmsghdr*)at)->nlmsg_len))
            {
                var header = (nlmsghdr*)at;
                if (header->nlmsg_type is nlmsghdr.NLMSG_ERROR or nlmsghdr.NLMSG_DONE)
                {
                    return (Errno)(-*(int*)(at + sizeof(nlmsghdr)));
                }
                if (header->nlmsg_type == SOCK_DIAG_BY_FAMILY)
                {
                    found.Add(Record((inet_diag_msg*)(at + sizeof(nlmsghdr)), at + header->nlmsg_len, protocol));
                }
            }
        }
        return null;
    }

    private static SocketRecord Record(inet_diag_msg* message, byte* end, string protocol) => new(
        protocol,
        s_states[message->idiag_state < s_states.Length ? message->idiag_state : 0],
        AddressOf(message->idiag_family, message->id.idiag_src),
        BinaryPrimitives.ReverseEndianness(message->id.idiag_sport),
        AddressOf(message->idiag_family, message->id.idiag_dst),
        BinaryPrimitives.ReverseEndianness(message->id.idiag_dport),
        message->idiag_inode,
        CgroupOf((byte*)(message + 1), end));

    private static Address AddressOf(byte family, uint* words) => family == SocketConstants.AF_INET
        ? Address.V4(BinaryPrimitives.ReverseEndianness(words[0]))
        : Address.V6(Half(words), Half(words + 2));

    private static ulong Half(uint* words) =>
        ((ulong)BinaryPrimitives.ReverseEndianness(words[0]) << 32) | BinaryPrimitives.ReverseEndianness(words[1]);

    private static ulong CgroupOf(byte* at, byte* end)
    {
        for (; at < end; at += Align(((nlattr*)at)->nla_len))
        {
            if (((nlattr*)at)->nla_type == INET_DIAG_CGROUP_ID)
            {
                return *(ulong*)(at + sizeof(nlattr));
            }
        }
        return 0;
    }

    private static uint Align(uint length) => (length + 3) & ~3u;

    private static string NameOf(int protocol) => protocol switch
    {
        InConstants.IPPROTO_TCP => "tcp",
        InConstants.IPPROTO_UDP => "udp",
        _ => "udplite",
    };
}
