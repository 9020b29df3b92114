using Fairlead.Layer.Calls;
using Fairlead.Linux;
using Fairlead.Rules;
using static Fairlead.Linux.InConstants;
using static Fairlead.Linux.SocketConstants;

namespace Fairlead.Layer.Sockets;

/// <summary>bind(2) to where nobody reaches the socket.</summary>
/// <remarks>
/// The socket stays what it is, so that all that the program does with it works: it is bound to a free port of loopback,
/// behind a socket filter that drops every packet and that cannot be taken off (SO_LOCK_FILTER). Some kernels (6.18 is one) take
/// a filter on TCP from who has CAP_NET_ADMIN alone: for others the socket takes packets of the highest TTL only, which none
/// has whose sender did not ask for it.
/// </remarks>
internal static unsafe class FakeBind
{
    /// <summary>BPF_RET | BPF_K: the number of bytes to keep is the constant, 0.</summary>
    private const ushort Return = 0x06;

    /// <summary>Binds the socket.</summary>
    public static Errno Bind(ref SocketFacts socket)
    {
        var errno = DropAll(socket.Fd);
        if (errno == Errno.EPERM)
            errno = socket.IsInet6 ? Socket.SetOption(socket.Fd, IPPROTO_IPV6, IPV6_MINHOPCOUNT, byte.MaxValue)
                : Socket.SetOption(socket.Fd, IPPROTO_IP, IP_MINTTL, byte.MaxValue);
        return errno != Errno.None
            ? errno
            : Socket.Bind(socket.Fd, socket.IsInet6 ? Address.LoopbackV6 : Address.LoopbackV4, 0);
    }

    private static Errno DropAll(int fd)
    {
        sock_filter drop = default;
        drop.code = Return;
        sock_fprog program = default;
        program.len = 1;
        program.filter = &drop;
        var errno = Socket.SetOption(fd, SOL_SOCKET, SO_ATTACH_FILTER, &program, (uint)sizeof(sock_fprog));
        return errno == Errno.None ? Socket.SetOption(fd, SOL_SOCKET, SO_LOCK_FILTER, 1) : errno;
    }
}
