using Fairlead.Layer.Calls;
using Fairlead.Layer.Plan;
using Fairlead.Linux;
using Fairlead.Rules;
using static Fairlead.Linux.InConstants;
using static Fairlead.Linux.SocketConstants;

namespace Fairlead.Layer.Sockets;

/// <summary>The options of a rule, set on a socket: socket(7), ip(7), ipv6(7), tcp(7).</summary>
internal static unsafe class SocketOptions
{
    private const int IFNAMSIZ = 16;

    /// <summary>Sets every option of the rule that decided; where one fails, the decision says so.</summary>
    public static Errno Apply(ref SocketFacts socket, ref Decision decision)
    {
        var errno = Apply(decision.Rule, ref socket);
        if (errno != Errno.None)
            decision.Refusal = Refusal.OptionNotSet;
        return errno;
    }

    /// <summary>Sets every option, up to the first that fails. An AF_INET6 socket carries IPv4 too, and gets the options of both.</summary>
    public static Errno Apply(BlobRule* rule, ref SocketFacts socket)
    {
        var options = (BlobOption*)InForce.At(rule->Options);
        var errno = Errno.None;
        for (var i = 0; i < rule->Options.Count && errno == Errno.None; i++)
            errno = Apply(&options[i], ref socket);
        return errno;
    }

    private static Errno Apply(BlobOption* option, ref SocketFacts socket) => option->Kind switch
    {
        OptionKind.Dev => SetDevice(ref socket, option),
        OptionKind.Mark => Set(ref socket, SOL_SOCKET, SO_MARK, option),
        OptionKind.Priority => Set(ref socket, SOL_SOCKET, SO_PRIORITY, option),
        OptionKind.Tos => SetBoth(ref socket, IP_TOS, IPV6_TCLASS, (int)option->Number),
        OptionKind.ReuseAddr => Socket.SetOption(socket.Fd, SOL_SOCKET, SO_REUSEADDR, 1),
        OptionKind.ReusePort => Socket.SetOption(socket.Fd, SOL_SOCKET, SO_REUSEPORT, 1),
        OptionKind.FreeBind => SetBoth(ref socket, IP_FREEBIND, IPV6_FREEBIND, 1),
        OptionKind.Transparent => SetBoth(ref socket, IP_TRANSPARENT, IPV6_TRANSPARENT, 1),
        OptionKind.RcvBuf => Set(ref socket, SOL_SOCKET, SO_RCVBUF, option),
        OptionKind.SndBuf => Set(ref socket, SOL_SOCKET, SO_SNDBUF, option),
        OptionKind.NoDelay when socket.Protocol == Protocol.Tcp => Socket.SetOption(socket.Fd, IPPROTO_TCP, TCP_NODELAY, 1),
        OptionKind.Congestion when socket.Protocol == Protocol.Tcp => SetText(ref socket, IPPROTO_TCP, TCP_CONGESTION, option),
        _ => Errno.None,
    };

    // sock_bindtoindex of net/core/sock.c: without CAP_NET_RAW it can be set once, and rules set it for each datagram.
    private static Errno SetDevice(ref SocketFacts socket, BlobOption* option)
    {
        var errno = SetText(ref socket, SOL_SOCKET, SO_BINDTODEVICE, option);
        var name = stackalloc byte[IFNAMSIZ];
        uint length = IFNAMSIZ;
        return errno == Errno.EPERM
            && Next.getsockopt(socket.Fd, SOL_SOCKET, SO_BINDTODEVICE, name, &length) == 0 && length > 0
            && Bytes.AreEqual(name, InForce.At(option->Text))
                ? Errno.None
                : errno;
    }

    private static Errno SetBoth(ref SocketFacts socket, int v4, int v6, int value)
    {
        var errno = Socket.SetOption(socket.Fd, IPPROTO_IP, v4, value);
        return socket.IsInet6 && errno == Errno.None ? Socket.SetOption(socket.Fd, IPPROTO_IPV6, v6, value) : errno;
    }

    private static Errno Set(ref SocketFacts socket, int level, int name, BlobOption* option) =>
        Socket.SetOption(socket.Fd, level, name, (int)option->Number);

    private static Errno SetText(ref SocketFacts socket, int level, int name, BlobOption* option) =>
        Socket.SetOption(socket.Fd, level, name, InForce.At(option->Text), (uint)option->Text.Count);
}
