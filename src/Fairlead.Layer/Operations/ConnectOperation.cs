using System.Runtime.CompilerServices;
using Fairlead.Engines;
using Fairlead.Layer.Calls;
using Fairlead.Layer.Feeding;
using Fairlead.Layer.Log;
using Fairlead.Layer.Plan;
using Fairlead.Layer.Sockets;
using Fairlead.Linux;
using Fairlead.Rules;
using Fairlead.Rules.Evaluation;
using Fairlead.Rules.Planning;

namespace Fairlead.Layer.Operations;

/// <summary>connect(2): its source, its destination, or no connection at all.</summary>
/// <remarks>
/// The socket is bound to its source, and the connection is made by one native connect(2): waiting, signals, timeouts and
/// cancellation are the kernel's and libc's own.
/// </remarks>
internal static unsafe class ConnectOperation
{
    public static Verdict Connect(int fd, sockaddr_storage* address, uint length)
    {
        if (Clients.AreNamed && FedAnswer.Connect(fd, address, length) is { Passes: false } fed)
            return fed;
        if (!InForce.Needs(Traps.Connect))
            return Verdict.Pass(PassReason.NotNeeded);
        if (address == null || length > sizeof(sockaddr_storage))
            return Verdict.Pass(PassReason.NotTaken);
        sockaddr_storage asked = default;
        Bytes.Copy((byte*)&asked, (byte*)address, length);
        if (!SocketAddress.TryRead(asked, length, out var to, out var port))
            return Verdict.Pass(asked.ss_family == SocketConstants.AF_UNSPEC ? PassReason.Disconnect : PassReason.NotInet);
        var socket = new SocketFacts(fd);
        return socket.Takes(asked.ss_family) ? Decided(ref socket, ref asked, to, port)
            : socket.Domain == SocketConstants.AF_UNIX && SocketNote.IsOn(fd) ? Verdict.Fail(Errno.EISCONN)
            : Verdict.Pass(PassReason.NotTaken);
    }

    private static Verdict Decided(ref SocketFacts socket, ref sockaddr_storage asked, in Address address, ushort port)
    {
        var decision = Selection.Decide(Verb.Connect, ref socket, address, port);
        if (InForce.Needs(Traps.GetPeerName))
            HiddenNames.ShowPeer(socket.Fd);
        if (decision.Passes)
        {
            DecisionLog.Report("connect"u8, ref socket, address, port, ref decision, Errno.None);
            return Verdict.Pass(decision.PassReason);
        }
        if (decision.Kind == DecisionKind.Unix)
            return StandInOperation.Call("connect"u8, ref socket, address, port, ref decision, isServer: false);
        var errno = decision.Fails ? decision.Errno : Prepare(ref socket, ref decision);
        DecisionLog.Report("connect"u8, ref socket, address, port, ref decision, errno);
        if (errno != Errno.None)
            return Verdict.Fail(errno);
        if (decision.Rule->Hides)
            HiddenNames.HidePeer(socket.Fd, address, port);
        if (decision.To == address && decision.ToPort == port)
            return Verdict.Pass(PassReason.Prepared);
        var length = SocketAddress.Write(ref asked, decision.To, decision.ToPort);
        return Verdict.Native(Next.connect(socket.Fd, Unsafe.AsPointer(ref asked), length));
    }

    private static Errno Prepare(ref SocketFacts socket, ref Decision decision)
    {
        var errno = SocketOptions.Apply(ref socket, ref decision);
        if (errno != Errno.None || !decision.HasFrom)
            return errno;
        errno = SourceAddress.Set(ref socket, ref decision);
        if (errno != Errno.None && decision.Refusal == Refusal.None)
            decision.Refusal = Refusal.NoSource;
        return errno;
    }
}
