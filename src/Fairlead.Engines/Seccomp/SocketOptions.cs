using System.Text;
using Fairlead.Linux;
using Fairlead.Rules;
using static Fairlead.Linux.InConstants;
using static Fairlead.Linux.SocketConstants;

namespace Fairlead.Engines.Seccomp;

/// <summary>The options of a rule, set on a socket: socket(7), ip(7), ipv6(7), tcp(7).</summary>
internal static unsafe class SocketOptions
{
    /// <summary>Sets every option, up to the first that fails.</summary>
    /// <param name="socket">The socket.</param>
    /// <param name="isInet6">Whether it is of AF_INET6: such a socket carries IPv4 too, and gets the options of both.</param>
    /// <param name="protocol">TCP options are for TCP sockets only.</param>
    /// <param name="options">The options.</param>
    /// <param name="failed">The option that failed.</param>
    public static Errno Apply(int socket, bool isInet6, Protocol protocol, SocketOption[] options, out SocketOption? failed)
    {
        foreach (var option in options)
        {
            var errno = Apply(socket, isInet6, protocol, option);
            if (errno != Errno.None)
            {
                failed = option;
                return errno;
            }
        }
        failed = null;
        return Errno.None;
    }

    private static Errno Apply(int socket, bool isInet6, Protocol protocol, SocketOption option) => option.Kind switch
    {
        OptionKind.Dev => SetText(socket, SOL_SOCKET, SO_BINDTODEVICE, option.Text!),
        OptionKind.Mark => Set(socket, SOL_SOCKET, SO_MARK, (int)option.Number),
        OptionKind.Priority => Set(socket, SOL_SOCKET, SO_PRIORITY, (int)option.Number),
        OptionKind.Tos => SetBoth(socket, isInet6, IP_TOS, IPV6_TCLASS, (int)option.Number),
        OptionKind.ReuseAddr => Set(socket, SOL_SOCKET, SO_REUSEADDR, 1),
        OptionKind.ReusePort => Set(socket, SOL_SOCKET, SO_REUSEPORT, 1),
        OptionKind.FreeBind => SetBoth(socket, isInet6, IP_FREEBIND, IPV6_FREEBIND, 1),
        OptionKind.Transparent => SetBoth(socket, isInet6, IP_TRANSPARENT, IPV6_TRANSPARENT, 1),
        OptionKind.RcvBuf => Set(socket, SOL_SOCKET, SO_RCVBUF, (int)option.Number),
        OptionKind.SndBuf => Set(socket, SOL_SOCKET, SO_SNDBUF, (int)option.Number),
        OptionKind.NoDelay when protocol == Protocol.Tcp => Set(socket, IPPROTO_TCP, TCP_NODELAY, 1),
        OptionKind.Congestion when protocol == Protocol.Tcp => SetText(socket, IPPROTO_TCP, TCP_CONGESTION, option.Text!),
        _ => Errno.None,
    };

    private static Errno SetBoth(int socket, bool isInet6, int v4, int v6, int value)
    {
        var errno = Set(socket, IPPROTO_IP, v4, value);
        return isInet6 && errno == Errno.None ? Set(socket, IPPROTO_IPV6, v6, value) : errno;
    }

    private static Errno Set(int socket, int level, int name, int value) => Libc.setsockopt(socket, level, name, value);

    private static Errno SetText(int socket, int level, int name, string text)
    {
        Span<byte> bytes = stackalloc byte[64];
        var count = Encoding.UTF8.GetBytes(text, bytes);
        fixed (byte* p = bytes)
        {
            return Libc.setsockopt(socket, level, name, p, (uint)count);
        }
    }
}
