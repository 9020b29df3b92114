using Fairlead.Bpf.Classic;
using Fairlead.Linux;
using Fairlead.Rules;

namespace Fairlead.Engines.Seccomp;

/// <summary>bind(2) to where nobody reaches the socket.</summary>
/// <remarks>
/// The socket stays what it is, so that all that the program does with it works: it is bound to a free port of loopback,
/// behind a socket filter that drops every packet and that cannot be taken off (SO_LOCK_FILTER). Some kernels (6.18 is one) take
/// a filter on TCP from who has CAP_NET_ADMIN alone: for others the socket takes packets of the highest TTL only, which none
/// has whose sender did not ask for it.
/// </remarks>
internal static unsafe class FakeBind
{
    /// <summary>Binds the socket.</summary>
    public static Errno Bind(int socket, bool isInet6)
    {
        var errno = DropAll(socket);
        if (errno == Errno.EPERM)
        {
            errno = isInet6 ? Libc.setsockopt(socket, InConstants.IPPROTO_IPV6, InConstants.IPV6_MINHOPCOUNT, byte.MaxValue)
                : Libc.setsockopt(socket, InConstants.IPPROTO_IP, InConstants.IP_MINTTL, byte.MaxValue);
        }
        if (errno != Errno.None)
        {
            return errno;
        }
        sockaddr_storage storage = default;
        var length = SocketAddress.Write(ref storage, isInet6 ? Address.LoopbackV6 : Address.LoopbackV4, 0);
        return Libc.bind(socket, &storage, length);
    }

    private static Errno DropAll(int socket)
    {
        var asm = new Assembler();
        asm.Return(0);
        var drop = asm.Assemble()[0];
        sock_fprog program = new() { len = 1, filter = &drop };
        var errno = Libc.setsockopt(
            socket, SocketConstants.SOL_SOCKET, SocketConstants.SO_ATTACH_FILTER, &program, Libc.SizeOf<sock_fprog>());
        return errno == Errno.None
            ? Libc.setsockopt(socket, SocketConstants.SOL_SOCKET, SocketConstants.SO_LOCK_FILTER, 1)
            : errno;
    }
}
