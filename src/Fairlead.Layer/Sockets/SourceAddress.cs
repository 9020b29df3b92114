using Fairlead.Layer.Calls;
using Fairlead.Layer.Plan;
using Fairlead.Linux;
using Fairlead.Rules;
using static Fairlead.Linux.InConstants;

namespace Fairlead.Layer.Sockets;

/// <summary>The source of a connection: bind(2) to an address before connect(2).</summary>
internal static unsafe class SourceAddress
{
    /// <summary>Gives a socket its source.</summary>
    /// <remarks>
    /// With IP_BIND_ADDRESS_NO_PORT the kernel chooses the port when the destination is known, as it does without a
    /// bind, so that two connections may share one. The option is taken back, or a later bind(2) of the program to
    /// port 0 would get no port.
    /// </remarks>
    public static Errno Set(ref SocketFacts socket, ref Decision decision)
    {
        if (!Socket.TryGetLocal(socket.Fd, out var local, out var localPort))
            return Errno.EINVAL;
        if (local == decision.From && (decision.FromPort == 0 || decision.FromPort == localPort))
            return Errno.None;
        if (DropIn.LeavesAlone(decision.Rule, local))
            return Errno.None;
        if (!local.IsWildcard || localPort != 0)
            return KeepBound(ref socket, ref decision);
        return decision.FromPort != 0
            ? Socket.Bind(socket.Fd, decision.From, decision.FromPort)
            : BindWithoutPort(socket.Fd, decision.From);
    }

    // A TCP socket with a peer is the kernel's to refuse (EISCONN).
    private static Errno KeepBound(ref SocketFacts socket, ref Decision decision)
    {
        if (socket.Protocol == Protocol.Tcp && Socket.HasPeer(socket.Fd))
            return Errno.None;
        decision.Refusal = Refusal.BoundByProgram;
        return Errno.EADDRNOTAVAIL;
    }

    private static Errno BindWithoutPort(int socket, Address source)
    {
        var errno = Socket.SetOption(socket, IPPROTO_IP, IP_BIND_ADDRESS_NO_PORT, 1);
        if (errno != Errno.None)
            return errno;
        errno = Socket.Bind(socket, source, 0);
        _ = Socket.SetOption(socket, IPPROTO_IP, IP_BIND_ADDRESS_NO_PORT, 0);
        return errno;
    }
}
