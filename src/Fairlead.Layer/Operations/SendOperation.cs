using System.Runtime.CompilerServices;
using Fairlead.Engines;
using Fairlead.Layer.Feeding;
using Fairlead.Layer.Hooks;
using Fairlead.Layer.Plan;
using Fairlead.Layer.Reply;
using Fairlead.Linux;
using Fairlead.Rules.Planning;

namespace Fairlead.Layer.Operations;

/// <summary>sendto(2), sendmsg(2) and sendmmsg(2) that name a destination: datagrams of a socket without a peer.</summary>
/// <remarks>
/// <para>A datagram that a rule touches is sent with a copy of its msghdr, out of the program's own buffers: to the new
/// destination (a rule on connect), and with its source as a control message (that rule, or else `reply`). Waiting, signals and
/// cancellation are the kernel's and libc's own.</para>
/// <para>sendmmsg(2): if no rule touches any of its messages the call goes on as it is. Else each is sent by itself, in order,
/// and as in the kernel an error after the first message ends the call with the count so far.</para>
/// </remarks>
internal static unsafe class SendOperation
{
    /// <summary>UIO_MAXIOV, the most messages of one sendmmsg(2).</summary>
    private const uint MostMessages = 1024;

    private static bool IsSeen => Clients.AreNamed || InForce.Replies || InForce.Needs(Traps.Send | Traps.FastOpen);

    public static Verdict SendTo(int fd, void* buffer, nuint count, int flags, void* name, uint length)
    {
        if (!IsSeen || name == null)
            return Verdict.Pass(PassReason.NotNeeded);
        if (length > sizeof(sockaddr_storage))
            return Verdict.Pass(PassReason.NotTaken);
        iovec vector;
        vector.iov_base = buffer;
        vector.iov_len = count;
        msghdr message;
        message.msg_name = name;
        message.msg_namelen = length;
        message.msg_iov = &vector;
        message.msg_iovlen = 1;
        message.msg_control = null;
        message.msg_controllen = 0;
        message.msg_flags = 0;
        return Send(fd, &message, flags);
    }

    public static Verdict SendMsg(int fd, msghdr* message, int flags) =>
        IsSeen && message != null && message->msg_name != null ? Send(fd, message, flags) : Verdict.Pass(PassReason.NotNeeded);

    public static Verdict SendMmsg(int fd, mmsghdr* messages, uint count, int flags)
    {
        if (!IsSeen || messages == null)
            return Verdict.Pass(PassReason.NotNeeded);
        for (uint i = 0; i < count && i < MostMessages; i++)
        {
            if (messages[i].msg_hdr.msg_name != null && IsTouched(fd, &messages[i].msg_hdr, flags))
                return Verdict.Native(SendEach(fd, messages, count, flags));
        }
        return Verdict.Pass(PassReason.NoRule);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static Verdict Send(int fd, msghdr* message, int flags) =>
        Clients.AreNamed && FedAnswer.Send(fd, message, flags) is { Passes: false } fed ? fed
            : InForce.Needs(Traps.Send | Traps.FastOpen) && Steered(fd, message, flags) is { Passes: false } verdict ? verdict
            : InForce.Replies ? Answer.Send(fd, message, flags)
            : Verdict.Pass(PassReason.NoRule);

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static Verdict Steered(int fd, msghdr* message, int flags)
    {
        var datagram = new SteeredDatagram(fd);
        return datagram.IsRefused(flags) ? Verdict.Fail(Errno.EOPNOTSUPP)
            : datagram.IsTouched(message) ? datagram.Send(message, flags)
            : Verdict.Pass(PassReason.NoRule);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static bool IsTouched(int fd, msghdr* message, int flags)
    {
        Peer peer;
        var datagram = new SteeredDatagram(fd);
        return datagram.IsRefused(flags) || FedAnswer.IsOne(fd, message) || datagram.IsTouched(message)
            || (InForce.Replies && Answer.Find(fd, message, &peer) != Known.Nothing);
    }

    private static int SendEach(int fd, mmsghdr* messages, uint count, int flags)
    {
        var sent = 0;
        for (; sent < count && sent < MostMessages; sent++)
        {
            var length = SendHooks.SendMsg(fd, &messages[sent].msg_hdr, flags);
            if (length < 0)
                break;
            messages[sent].msg_len = (uint)length;
        }
        return sent > 0 ? sent : -1;
    }
}
