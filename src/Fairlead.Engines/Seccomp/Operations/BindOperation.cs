using Fairlead.Linux;
using Fairlead.Rules;
using Fairlead.Rules.Evaluation;

namespace Fairlead.Engines.Seccomp.Operations;

/// <summary>bind(2), and listen(2) on a socket that has no address yet.</summary>
/// <remarks>
/// <para>A call that a rule reaches is made here, on a copy of the program's socket: the copy is the same socket, and
/// the program's memory stays as it is. What cannot be bound fails; it is never left to the kernel as asked.</para>
/// <para>A rule that keeps the asked port does not lend the supervisor's right to a low one: the program needs
/// CAP_NET_BIND_SERVICE itself. A rule that names the port does, as its author said so.</para>
/// </remarks>
internal sealed unsafe class BindOperation(
    Steering steering, SocketReplacement replacement, RepeatedCalls repeated, FedSockets fed)
{
    private readonly int _firstFreePort = LowPorts.FirstUnprivileged();

    public Verdict Bind(TrappedCall call)
    {
        if (!steering.OpenWithSockaddr(call, out var verdict))
        {
            return verdict;
        }
        AcceptUnspecifiedFamily(call);
        return call.Sockaddr.ss_family == call.Domain
            && SocketAddress.TryRead(call.Sockaddr, call.SockaddrLength, out var address, out var port)
            ? Decided(call, "bind", address, port, steering.Decide(call, Verb.Bind, address, port))
            : Verdict.Result(MakeCall(call));
    }

    /// <summary>listen(2) binds an unbound socket to the wildcard address and a free port: rules on bind reach that.</summary>
    public Verdict Listen(TrappedCall call)
    {
        if (!steering.OpenInet(call, out var verdict))
        {
            return verdict;
        }
        if (!SocketAddress.TryGetLocal(call.Socket, out var local, out var port) || port != 0)
        {
            return Verdict.Continue(PassReason.AlreadyBound);
        }
        if (call.Protocol == Protocol.Udp)
        {
            return Verdict.Continue(PassReason.CannotListen);
        }
        call.Sockaddr = default;
        verdict = Decided(call, "listen", local, 0, steering.Decide(call, Verb.Bind, local, 0));
        return verdict is { Kind: VerdictKind.Return } ? Verdict.Continue(PassReason.Prepared) : verdict;
    }

    private Verdict Decided(TrappedCall call, string name, Address address, ushort port, in Decision decision)
    {
        var asked = (address, port);
        switch (decision.Kind)
        {
            case DecisionKind.Untouched or DecisionKind.Allow:
                steering.Report(call, name, asked, decision, Errno.None);
                return Verdict.Continue(decision.Kind == DecisionKind.Allow ? PassReason.AllowRule : PassReason.NoRule);
            case DecisionKind.Deny or DecisionKind.Refuse:
                steering.Report(call, name, asked, decision, decision.Errno);
                return Verdict.Fail(decision.Errno);
            case DecisionKind.Unix or DecisionKind.Activated:
                return replacement.Bind(call, asked, decision);
            default:
                var errno = Carry(call, asked, decision, out var why);
                steering.Report(call, name, asked, decision, errno, why);
                return Verdict.Result(errno);
        }
    }

    private Errno Carry(TrappedCall call, (Address Address, ushort Port) asked, in Decision decision, out string? why)
    {
        var errno = Steering.ApplyOptions(call, decision.Rule!, out why);
        if (errno == Errno.None && decision.Kind == DecisionKind.Fake)
        {
            errno = FakeBind.Bind(call.Socket, call.IsInet6);
        }
        else if (errno == Errno.None)
        {
            errno = Steer(call, asked, decision, out why);
        }
        if (errno == Errno.EINVAL && repeated.IsRepeated(call) && IsAt(call, decision))
        {
            errno = Errno.None;
        }
        if (errno == Errno.None && decision.Rule!.Hides)
        {
            Hide(call, asked);
        }
        if (errno == Errno.None && decision.Rule!.IsFed && SocketAddress.TryGetLocal(call.Socket, out var local, out var port))
        {
            fed.Add(local, port);
        }
        return errno;
    }

    private Errno Steer(TrappedCall call, (Address Address, ushort Port) asked, in Decision decision, out string? why)
    {
        why = null;
        if (decision.ToPort != 0 && decision.ToPort == asked.Port && decision.ToPort < _firstFreePort
            && !TraceeStatus.MayBindLowPorts(call.Tid))
        {
            return Errno.EACCES;
        }
        call.SockaddrLength = SocketAddress.Write(ref call.Sockaddr, decision.To, decision.ToPort);
        var errno = MakeCall(call);
        if (errno is Errno.EADDRNOTAVAIL or Errno.EINVAL && decision.To != asked.Address)
        {
            why = errno == Errno.EADDRNOTAVAIL ? "the address is not on this machine" : null;
        }
        return errno;
    }

    private static Errno MakeCall(TrappedCall call)
    {
        fixed (sockaddr_storage* address = &call.Sockaddr)
        {
            return Libc.bind(call.Socket, address, call.SockaddrLength);
        }
    }

    // inet_bind in net/ipv4/af_inet.c takes AF_UNSPEC for AF_INET where the address is the wildcard one.
    private static void AcceptUnspecifiedFamily(TrappedCall call)
    {
        if (call.Domain == SocketConstants.AF_INET && call.Sockaddr is { ss_family: SocketConstants.AF_UNSPEC, v4.sin_addr: 0 })
        {
            call.Sockaddr.ss_family = SocketConstants.AF_INET;
        }
    }

    private static bool IsAt(TrappedCall call, in Decision decision) =>
        SocketAddress.TryGetLocal(call.Socket, out var local, out var port)
        && (decision.Kind == DecisionKind.Fake ? local.IsLoopback
            : local == decision.To && (port == decision.ToPort || decision.ToPort == 0));

    private void Hide(TrappedCall call, (Address Address, ushort Port) asked)
    {
        var name = new HiddenName(asked.Address, asked.Port);
        steering.LocalNames.Set(Steering.CookieOf(call.Socket), name);
        if (call.Protocol == Protocol.Tcp && SocketAddress.TryGetLocal(call.Socket, out var local, out var port))
        {
            steering.ListenerNames.Set((local, port), name);
        }
    }
}
