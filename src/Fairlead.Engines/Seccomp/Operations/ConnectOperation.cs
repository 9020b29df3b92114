using Fairlead.Linux;
using Fairlead.Rules;
using Fairlead.Rules.Evaluation;

namespace Fairlead.Engines.Seccomp.Operations;

/// <summary>connect(2): its source, its destination, or no connection at all.</summary>
/// <remarks>
/// <para>Source. The socket is bound here and the program's own call goes on: it stays a native connect in all else.</para>
/// <para>Destination. The connection is begun here, on a copy of the socket, without blocking. When the program's
/// socket blocks, its own call then goes on: the kernel finds a connection under way, does not look at the address
/// again, and waits as it always does, so that refusal, signals, SA_RESTART and death in mid-call are native. Only
/// SO_SNDTIMEO would end differently (EALREADY for EINPROGRESS): such a call waits here.</para>
/// <para>Limits. O_NONBLOCK is set on the open file description for the moment of the call, which other threads that
/// use the socket at that moment could see.</para>
/// </remarks>
internal sealed unsafe class ConnectOperation(
    Steering steering, SocketReplacement replacement, OutgoingOperation outgoing)
{
    public Verdict Connect(TrappedCall call)
    {
        if (!steering.OpenWithSockaddr(call, out var verdict))
        {
            return verdict;
        }
        if (call.SockaddrLength >= sizeof(ushort) && call.Sockaddr.ss_family == SocketConstants.AF_UNSPEC)
        {
            ForgetPeer(call);
            return Verdict.Continue(PassReason.Disconnect);
        }
        return TakesFamily(call) && SocketAddress.TryRead(call.Sockaddr, call.SockaddrLength, out var address, out var port)
            ? Decided(call, (address, port), steering.Decide(call, Verb.Connect, address, port))
            : Begin(call);
    }

    /// <summary>Connects to the call's sockaddr. Whatever the protocol, this thread must not wait: it is the only one.</summary>
    public static Verdict Begin(TrappedCall call)
    {
        if (call.Protocol == Protocol.Udp || call.IsNonBlocking())
        {
            return Verdict.Result(MakeCall(call));
        }
        using var nonBlocking = new NonBlockingMoment(call.Socket);
        var errno = MakeCall(call);
        return errno is Errno.EINPROGRESS or Errno.EALREADY ? Join(call) : Verdict.Result(errno);
    }

    // An address of another family is the kernel's to refuse, but datagram sockets of AF_INET6 take one of AF_INET.
    private static bool TakesFamily(TrappedCall call) => call.Sockaddr.ss_family == call.Domain
        || (call is { IsInet6: true, Sockaddr.ss_family: SocketConstants.AF_INET } && call.Protocol != Protocol.Tcp);

    private Verdict Decided(TrappedCall call, (Address Address, ushort Port) asked, in Decision decision)
    {
        if (Steering.IsOutgoing(decision))
        {
            return outgoing.Connect(call, asked, decision);
        }
        ForgetPeer(call);
        switch (decision.Kind)
        {
            case DecisionKind.Untouched or DecisionKind.Allow:
                steering.Report(call, "connect", asked, decision, Errno.None);
                return Verdict.Continue(decision.Kind == DecisionKind.Allow ? PassReason.AllowRule : PassReason.NoRule);
            case DecisionKind.Deny or DecisionKind.Refuse:
                steering.Report(call, "connect", asked, decision, decision.Errno);
                return Verdict.Fail(decision.Errno);
            case DecisionKind.Unix:
                return replacement.Connect(call, asked, decision);
            default:
                return Steer(call, asked, decision);
        }
    }

    private Verdict Steer(TrappedCall call, (Address Address, ushort Port) asked, in Decision decision)
    {
        var errno = Steering.ApplyOptions(call, decision.Rule!, out var why);
        if (errno == Errno.None && decision.From is { } source && !HasPeer(call))
        {
            errno = SourceAddress.Set(call.Socket, source, decision.FromPort, out why);
        }
        if (errno != Errno.None)
        {
            steering.Report(call, "connect", asked, decision, errno, why ?? "the source cannot be set");
            return Verdict.Fail(errno);
        }
        if (decision.Rule!.Hides)
        {
            steering.PeerNames.Set(Steering.CookieOf(call.Socket), new HiddenName(asked.Address, asked.Port));
        }
        if (call.Deadline == 0)
        {
            steering.Report(call, "connect", asked, decision, Errno.None);
        }
        return (decision.To, decision.ToPort) == asked
            ? Verdict.Continue(PassReason.Prepared)
            : Redirect(call, decision);
    }

    private static Verdict Redirect(TrappedCall call, in Decision decision)
    {
        call.SockaddrLength = SocketAddress.Write(ref call.Sockaddr, decision.To, decision.ToPort);
        return Begin(call);
    }

    private static Verdict Join(TrappedCall call) =>
        TraceeSocket.Timeout(call.Socket, SocketConstants.SO_SNDTIMEO) == 0
            ? Verdict.Continue(PassReason.Joined)
            : TraceeSocket.Wait(call, SocketConstants.SO_SNDTIMEO, pollfd.POLLOUT, Errno.EINPROGRESS);

    // A UDP socket may have had another peer before.
    private void ForgetPeer(TrappedCall call)
    {
        if (steering.HidesPeers && !HasPeer(call))
        {
            var cookie = Steering.CookieOf(call.Socket);
            steering.PeerNames.Remove(cookie);
            steering.TargetNames.Remove(cookie);
        }
    }

    // A socket with a peer is answered by the kernel (EISCONN, or a UDP socket that changes its peer).
    private static bool HasPeer(TrappedCall call)
    {
        sockaddr_storage peer;
        var length = Libc.SizeOf<sockaddr_storage>();
        return call.Protocol == Protocol.Tcp && Libc.getpeername(call.Socket, &peer, &length) == Errno.None;
    }

    private static Errno MakeCall(TrappedCall call)
    {
        fixed (sockaddr_storage* address = &call.Sockaddr)
        {
            return Libc.connect(call.Socket, address, call.SockaddrLength);
        }
    }
}
