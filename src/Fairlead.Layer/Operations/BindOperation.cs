using System.Runtime.CompilerServices;
using Fairlead.Engines;
using Fairlead.Layer.Calls;
using Fairlead.Layer.Log;
using Fairlead.Layer.Plan;
using Fairlead.Layer.Sockets;
using Fairlead.Linux;
using Fairlead.Rules;
using Fairlead.Rules.Evaluation;
using Fairlead.Rules.Planning;

namespace Fairlead.Layer.Operations;

/// <summary>bind(2), and listen(2) on a socket that has no address yet.</summary>
/// <remarks>
/// A call that a rule reaches is made here, with an address of our own: the program's memory stays as it is. What cannot be
/// bound fails; it is never left to the kernel as asked.
/// </remarks>
internal static unsafe class BindOperation
{
    public static Verdict Bind(int fd, sockaddr_storage* address, uint length)
    {
        if (!InForce.Needs(Traps.Bind))
            return Verdict.Pass(PassReason.NotNeeded);
        if (address == null || length > sizeof(sockaddr_storage))
            return Verdict.Pass(PassReason.NotTaken);
        sockaddr_storage asked = default;
        Bytes.Copy((byte*)&asked, (byte*)address, length);
        var socket = new SocketFacts(fd, AcceptUnspecifiedFamily(fd, ref asked));
        return SocketAddress.TryRead(asked, length, out var to, out var port)
            ? Decided("bind"u8, ref socket, ref asked, to, port)
            : Verdict.Pass(PassReason.NotInet);
    }

    /// <summary>listen(2) binds an unbound socket to the wildcard address and a free port: rules on bind reach that.</summary>
    public static Verdict Listen(int fd)
    {
        if (!InForce.Needs(Traps.Listen))
            return Verdict.Pass(PassReason.NotNeeded);
        if (!Socket.TryGetLocal(fd, out var local, out var port))
            return Verdict.Pass(PassReason.NotInet);
        if (port != 0)
            return Verdict.Pass(PassReason.AlreadyBound);
        var socket = new SocketFacts(fd);
        if (socket.Protocol == Protocol.Udp)
            return Verdict.Pass(PassReason.CannotListen);
        sockaddr_storage none = default;
        var verdict = Decided("listen"u8, ref socket, ref none, local, 0);
        return verdict.IsSuccess ? Verdict.Pass(PassReason.Prepared) : verdict;
    }

    private static Verdict Decided(
        System.ReadOnlySpan<byte> call, ref SocketFacts socket, ref sockaddr_storage asked, in Address address, ushort port)
    {
        var decision = Selection.Decide(Verb.Bind, ref socket, address, port);
        if (decision.Passes)
        {
            DecisionLog.Report(call, ref socket, address, port, ref decision, Errno.None);
            return Verdict.Pass(decision.PassReason);
        }
        if (decision.Kind is DecisionKind.Unix or DecisionKind.Activated)
            return StandInOperation.Call(call, ref socket, address, port, ref decision, isServer: true);
        var errno = decision.Fails ? decision.Errno : Carry(ref socket, ref asked, address, port, ref decision);
        DecisionLog.Report(call, ref socket, address, port, ref decision, errno);
        return Verdict.Result(errno);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Errno Carry(
        ref SocketFacts socket, ref sockaddr_storage asked, in Address address, ushort port, ref Decision decision)
    {
        var errno = SocketOptions.Apply(ref socket, ref decision);
        if (errno != Errno.None)
            return errno;
        errno = decision.Kind == DecisionKind.Fake ? FakeBind.Bind(ref socket) : Steer(ref socket, ref asked, address, ref decision);
        if (errno == Errno.None && decision.Rule->Hides)
            HiddenNames.HideLocal(ref socket, address, port);
        return errno;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Errno Steer(ref SocketFacts socket, ref sockaddr_storage asked, in Address address, ref Decision decision)
    {
        var length = SocketAddress.Write(ref asked, decision.To, decision.ToPort);
        var errno = Socket.Bind(socket.Fd, (sockaddr_storage*)Unsafe.AsPointer(ref asked), length);
        if (errno == Errno.EADDRNOTAVAIL && decision.To != address)
            decision.Refusal = Refusal.NotOnThisMachine;
        return errno;
    }

    // inet_bind in net/ipv4/af_inet.c takes AF_UNSPEC for AF_INET where the address is the wildcard one.
    private static int AcceptUnspecifiedFamily(int fd, ref sockaddr_storage asked)
    {
        if (asked.ss_family == SocketConstants.AF_UNSPEC && asked.v4.sin_addr == 0
            && new SocketFacts(fd).Domain == SocketConstants.AF_INET)
        {
            asked.ss_family = SocketConstants.AF_INET;
        }
        return asked.ss_family;
    }
}
