using System.Runtime.CompilerServices;
using Fairlead.Engines;
using Fairlead.Layer.Calls;
using Fairlead.Layer.Log;
using Fairlead.Layer.Plan;
using Fairlead.Layer.Reply;
using Fairlead.Layer.Sockets;
using Fairlead.Linux;
using Fairlead.Rules;
using Fairlead.Rules.Evaluation;
using Fairlead.Rules.Planning;

namespace Fairlead.Layer.Operations;

/// <summary>One datagram under rules on connect: where to, where from, or not at all.</summary>
internal unsafe struct SteeredDatagram
{
    private SocketFacts _socket;
    private Decision _decision;
    private sockaddr_storage _to;
    private Address _asked;
    private ushort _askedPort;

    public SteeredDatagram(int fd)
    {
        this = default;
        _socket = new SocketFacts(fd);
    }

    /// <summary>MSG_FASTOPEN connects without connect(2), and past its rules: it is refused, and programs fall back to that.</summary>
    public bool IsRefused(int flags) =>
        (flags & SocketConstants.MSG_FASTOPEN) != 0 && InForce.Needs(Traps.FastOpen) && _socket.Protocol == Protocol.Tcp;

    /// <summary>Decides on the message; false: no rule touches it.</summary>
    /// <remarks>An address that is none of ours is the kernel's to refuse, and AF_UNSPEC is no other place than the peer.</remarks>
    public bool IsTouched(msghdr* message)
    {
        if (!InForce.Needs(Traps.Send))
            return false;
        var length = message->msg_namelen < sizeof(sockaddr_storage) ? message->msg_namelen : (uint)sizeof(sockaddr_storage);
        Bytes.Copy((byte*)Unsafe.AsPointer(ref _to), (byte*)message->msg_name, length);
        if (_to.ss_family == SocketConstants.AF_UNSPEC && _socket.Domain == SocketConstants.AF_INET)
            _to.ss_family = SocketConstants.AF_INET;
        if (!SocketAddress.TryRead(_to, length, out _asked, out _askedPort))
            return false;
        _decision = Selection.Decide(Verb.Connect, ref _socket, _asked, _askedPort);
        return !_decision.Passes && _socket.Protocol != Protocol.Tcp && _socket.Takes(_to.ss_family);
    }

    /// <summary>Sends a message that is touched, as the rule wants it.</summary>
    public Verdict Send(msghdr* message, int flags)
    {
        var errno = _decision.Fails ? _decision.Errno : Prepare(message);
        nint sent = -1;
        if (errno == Errno.None)
        {
            sent = SendCopy(message, flags);
            errno = Socket.Result((int)sent);
        }
        DecisionLog.Report("send"u8, ref _socket, _asked, _askedPort, ref _decision, errno);
        return errno == Errno.None ? Verdict.Native(sent) : Verdict.Fail(errno);
    }

    private Errno Prepare(msghdr* message)
    {
        _decision.Refusal = Refusal.NotTcp;
        if (_decision.Kind != DecisionKind.Steer)
            return Errno.EPROTOTYPE;
        var errno = SocketOptions.Apply(ref _socket, ref _decision);
        if (errno != Errno.None)
            return errno;
        _decision.Refusal = Refusal.NoSource;
        if (!_decision.HasFrom || IsLeftAlone())
            _decision.HasFrom = false;
        else if (_decision.FromPort != 0)
            errno = SourceAddress.Set(ref _socket, ref _decision);
        else if (!SourceControl.FitsBehind(message))
            errno = Errno.ENOBUFS;
        if (errno == Errno.None)
            _decision.Refusal = Refusal.None;
        return errno;
    }

    private readonly bool IsLeftAlone() => _decision.Rule->Number == DropIn.RuleNumber
        && Socket.TryGetLocal(_socket.Fd, out var local, out _) && DropIn.LeavesAlone(_decision.Rule, local);

    private nint SendCopy(msghdr* message, int flags)
    {
        var copy = *message;
        copy.msg_namelen = SocketAddress.Write(ref _to, _decision.To, _decision.ToPort);
        copy.msg_name = Unsafe.AsPointer(ref _to);
        if (_decision.HasFrom && _decision.FromPort == 0)
        {
            var source = NetworkAddress.Of(_decision.From);
            return SourceControl.Send(_socket.Fd, &copy, &source, _socket.IsInet6, flags);
        }
        return InForce.Replies && !_decision.HasFrom && Answer.Send(_socket.Fd, &copy, flags) is { Passes: false } verdict
            ? (nint)verdict.Answer()
            : Next.sendmsg(_socket.Fd, &copy, flags);
    }
}
