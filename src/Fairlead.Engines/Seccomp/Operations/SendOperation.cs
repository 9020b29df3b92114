using Fairlead.Linux;
using Fairlead.Rules;
using Fairlead.Rules.Evaluation;

namespace Fairlead.Engines.Seccomp.Operations;

/// <summary>sendto(2), sendmsg(2) and sendmmsg(2) that name a destination: datagrams of a socket without a peer.</summary>
/// <remarks>
/// <para>A datagram that a rule steers is sent from here, out of a copy of the program's buffers: to the new
/// destination, and with the source as IP_PKTINFO. So the socket stays unbound or bound as the program wants
/// it, and one socket can have different sources for different destinations.</para>
/// <para>sendmmsg(2): if no rule touches any of its messages the call goes on as it is. Else each is sent from
/// here, in order, and as in the kernel an error after the first message ends the call with the count so far.</para>
/// <para>A socket that blocks and has a full buffer waits without blocking anything else.</para>
/// </remarks>
internal sealed unsafe class SendOperation(Steering steering, OutgoingOperation outgoing) : IDisposable
{
    private const int MostMessages = 1024;
    private readonly TraceeMessage _message = new();

    public Verdict SendTo(TrappedCall call)
    {
        if (Open(call, (int)call.Argument(3)) is { } answer)
        {
            return answer;
        }
        if (call.Argument(4) == 0)
        {
            return Verdict.Continue(PassReason.NoAddress);
        }
        var errno = Decide(call, call.Argument(4), (int)call.Argument(5), out var asked, out var decision);
        if (errno != Errno.None || !Touches(decision))
        {
            return Untouched(call, errno);
        }
        errno = _message.LoadSendTo(call);
        errno = errno == Errno.None ? call.Confirm() : errno;
        return errno != Errno.None
            ? steering.Unseen(call, "memory", errno)
            : Answer(call, Send(call, asked, decision, (int)call.Argument(3)), (int)call.Argument(3));
    }

    public Verdict SendMsg(TrappedCall call)
    {
        var flags = (int)call.Argument(2);
        if (Open(call, flags) is { } answer)
        {
            return answer;
        }
        var errno = Look(call, call.Argument(1), out var header, out var asked, out var decision);
        if (errno != Errno.None || !Touches(decision))
        {
            return Untouched(call, errno);
        }
        errno = _message.LoadBody(call, header);
        errno = errno == Errno.None ? call.Confirm() : errno;
        return errno != Errno.None
            ? steering.Unseen(call, "memory", errno)
            : Answer(call, Send(call, asked, decision, flags), flags);
    }

    public Verdict SendMmsg(TrappedCall call)
    {
        var flags = (int)call.Argument(3);
        if (Open(call, flags) is { } answer)
        {
            return answer;
        }
        var count = (int)Math.Min((uint)call.Argument(2), MostMessages);
        var errno = TouchesAny(call, count, out var touches);
        if (errno != Errno.None || !touches)
        {
            return Untouched(call, errno);
        }
        var sent = 0;
        var result = new SysResult(0, Errno.None);
        while (sent < count && result.Ok)
        {
            result = SendOne(call, sent, flags);
            sent += result.Ok ? 1 : 0;
        }
        return sent > 0 || result.Ok ? Verdict.Return(sent) : Answer(call, result, flags);
    }

    /// <inheritdoc/>
    public void Dispose() => _message.Dispose();

    private Verdict? Open(TrappedCall call, int flags)
    {
        if (!steering.OpenInet(call, out var verdict))
        {
            return verdict;
        }
        // Only socketcall(2) brings MSG_FASTOPEN here: the filter refuses it wherever it can see it.
        return call.Protocol != Protocol.Tcp ? null
            : (flags & SocketConstants.MSG_FASTOPEN) != 0 ? Verdict.Fail(Errno.EOPNOTSUPP)
            : Verdict.Continue(PassReason.NoAddress);
    }

    private Verdict Untouched(TrappedCall call, Errno errno) =>
        errno != Errno.None ? steering.Unseen(call, "memory", errno) : Verdict.Continue(PassReason.NoRule);

    private Errno Look(
        TrappedCall call, ulong address, out TraceeMessage.Header header, out (Address, ushort) asked, out Decision decision)
    {
        (asked, decision) = (default, default);
        var errno = _message.LoadHeader(call, address, out header);
        return errno != Errno.None || header.Name == 0
            ? errno
            : Decide(call, header.Name, _message.NameLength, out asked, out decision);
    }

    // An address that is none of ours is the kernel's to refuse, and AF_UNSPEC is no other place than the peer.
    private Errno Decide(TrappedCall call, ulong name, int length, out (Address, ushort) asked, out Decision decision)
    {
        (asked, decision) = (default, default);
        var errno = call.ReadSockaddr(name, length);
        if (errno == Errno.None && call is { Domain: SocketConstants.AF_INET, Sockaddr.ss_family: SocketConstants.AF_UNSPEC })
        {
            call.Sockaddr.ss_family = SocketConstants.AF_INET;
        }
        var isTaken = call.IsInet6 || call.Sockaddr.ss_family == SocketConstants.AF_INET;
        if (errno == Errno.None && isTaken
            && SocketAddress.TryRead(call.Sockaddr, call.SockaddrLength, out var address, out var port))
        {
            asked = (address, port);
            decision = steering.Decide(call, Verb.Connect, address, port);
        }
        return errno;
    }

    private static bool Touches(in Decision decision) =>
        decision.Kind is not (DecisionKind.Untouched or DecisionKind.Allow) || Steering.IsOutgoing(decision);

    private Errno TouchesAny(TrappedCall call, int count, out bool touches)
    {
        touches = false;
        var errno = Errno.None;
        for (var i = 0; i < count && errno == Errno.None && !touches; i++)
        {
            errno = Look(call, MessageAddress(call, i), out _, out _, out var decision);

            // Where a later message is bad, those before it are sent all the same.
            touches = Touches(decision) || (errno != Errno.None && i > 0);
        }
        return touches ? Errno.None : errno;
    }

    private SysResult SendOne(TrappedCall call, int index, int flags)
    {
        var errno = Look(call, MessageAddress(call, index), out var header, out var asked, out var decision);
        errno = errno == Errno.None ? _message.LoadBody(call, header) : errno;
        errno = errno == Errno.None ? call.Confirm() : errno;
        if (errno != Errno.None)
        {
            return new SysResult(-1, errno);
        }
        var result = Touches(decision) ? Send(call, asked, decision, flags) : SendAsAsked(call, header, flags);
        var length = (uint)result.Value;
        var lengthAt = MessageAddress(call, index) + (ulong)(call.Is32 ? sizeof(compat_msghdr) : sizeof(msghdr));
        errno = result.Ok ? TraceeMemory.Write(call.Tid, lengthAt, &length, sizeof(uint)) : Errno.None;
        return errno == Errno.None ? result : new SysResult(-1, errno);
    }

    private static ulong MessageAddress(TrappedCall call, int index) =>
        call.Argument(1) + (ulong)(index * (call.Is32 ? sizeof(compat_mmsghdr) : sizeof(mmsghdr)));

    private SysResult SendAsAsked(TrappedCall call, in TraceeMessage.Header header, int flags)
    {
        fixed (sockaddr_storage* to = &call.Sockaddr)
        {
            return header.Name == 0
                ? _message.Send(call.Socket, null, 0, flags | SocketConstants.MSG_DONTWAIT)
                : _message.Send(call.Socket, to, call.SockaddrLength, flags | SocketConstants.MSG_DONTWAIT);
        }
    }

    private SysResult Send(TrappedCall call, (Address Address, ushort Port) asked, in Decision decision, int flags)
    {
        if (Steering.IsOutgoing(decision))
        {
            return SendToRelay(call, asked, decision, flags);
        }
        if (decision.Kind is not DecisionKind.Steer)
        {
            var refusal = decision.Errno == Errno.None ? Errno.EPROTOTYPE : decision.Errno;
            steering.Report(call, "send", asked, decision, refusal);
            return new SysResult(-1, refusal);
        }
        var errno = Prepare(call, decision, out var why);
        if (errno != Errno.None)
        {
            steering.Report(call, "send", asked, decision, errno, why ?? "the source cannot be set");
            return new SysResult(-1, errno);
        }
        var length = SocketAddress.Write(ref call.Sockaddr, decision.To, decision.ToPort);
        fixed (sockaddr_storage* to = &call.Sockaddr)
        {
            var result = _message.Send(call.Socket, to, length, flags | SocketConstants.MSG_DONTWAIT);
            steering.Report(call, "send", asked, decision, result.Errno);
            return result;
        }
    }

    // The source that the program may have named is of this host, and not one to reach the relay from.
    private SysResult SendToRelay(TrappedCall call, (Address Address, ushort Port) asked, in Decision decision, int flags)
    {
        var errno = outgoing.Redirect(call, asked, decision, out var isNew);
        if (errno != Errno.None)
        {
            return new SysResult(-1, errno);
        }
        _message.RemoveSource();
        fixed (sockaddr_storage* to = &call.Sockaddr)
        {
            var result = _message.Send(call.Socket, to, call.SockaddrLength, flags | SocketConstants.MSG_DONTWAIT);
            if (isNew)
            {
                outgoing.Sent(call, asked);
            }
            return result;
        }
    }

    private Errno Prepare(TrappedCall call, in Decision decision, out string? why)
    {
        var errno = Steering.ApplyOptions(call, decision.Rule!, out why);
        if (errno != Errno.None || decision.From is not { } source)
        {
            return errno;
        }
        if (decision.FromPort != 0)
        {
            return SourceAddress.Set(call.Socket, source, decision.FromPort, out why);
        }
        sockaddr_storage storage = default;
        SocketAddress.Write(ref storage, source, 0);
        _message.AddSource(storage);
        return Errno.None;
    }

    private static Verdict Answer(TrappedCall call, SysResult result, int flags)
    {
        var blocks = (flags & SocketConstants.MSG_DONTWAIT) == 0 && !call.IsNonBlocking();
        return result.Ok ? Verdict.Return(result.Value)
            : result.Errno == Errno.EAGAIN && blocks
                ? TraceeSocket.Wait(call, SocketConstants.SO_SNDTIMEO, pollfd.POLLOUT, Errno.EAGAIN)
            : Verdict.Fail(result.Errno);
    }
}
