using System.Runtime.CompilerServices;
using Fairlead.Engines;
using Fairlead.Layer.Calls;
using Fairlead.Layer.Plan;
using Fairlead.Layer.Reply;
using Fairlead.Layer.Sockets;
using Fairlead.Linux;

namespace Fairlead.Layer.Operations;

/// <summary>recvfrom(2), recvmsg(2) and recvmmsg(2) on a socket that answers: who asked which address is noted.</summary>
/// <remarks>
/// <para>Such a datagram is received with control messages in a buffer of ours, and in that of the program stands what the kernel
/// would have put there. recv(2) and read(2) tell no peer, so nobody answers what they receive, and they are not looked at.</para>
/// <para>recvmsg(2) is like a recvmmsg(2) of one message. More than there is room for on the stack go to the kernel in parts: each
/// waits as the whole call would, and the kernel itself takes what it has waited off the timeout.</para>
/// <para>Limits. Of the program's own control messages 2048 bytes are passed on for each datagram.</para>
/// </remarks>
internal static unsafe class ReceiveOperation
{
    /// <summary>The most bytes of the program's control buffer that are used.</summary>
    private const uint MostControl = 2048;

    /// <summary>Room for what says the asked address, behind all that the program has asked for without room for it.</summary>
    private const uint Room = 320;

    private const uint PartMessages = 16;
    private const uint PartControl = PartMessages * Room;
    public static Verdict RecvFrom(int fd, void* buffer, nuint count, int flags, void* name, uint* length)
    {
        if (!InForce.Replies || name == null || length == null || (int)*length < 0 || !WildcardSocket.Answers(fd, out var known))
            return Verdict.Pass(PassReason.NotNeeded);
        var control = stackalloc byte[(int)Room];
        iovec vector;
        vector.iov_base = buffer;
        vector.iov_len = count;
        msghdr message;
        message.msg_name = name;
        message.msg_namelen = *length;
        message.msg_iov = &vector;
        message.msg_iovlen = 1;
        message.msg_control = control;
        message.msg_controllen = Room;
        message.msg_flags = 0;
        var received = Next.recvmsg(fd, &message, flags);
        if (received >= 0)
        {
            var said = ControlMessages.First(&message);
            while (said != null && !OriginalDestination.IsSaidBy(said))
                said = ControlMessages.Next(&message, said);
            AskedAddress.Note(known, &message, *length, said);
            *length = message.msg_namelen;
        }
        return Verdict.Native(received);
    }

    public static Verdict RecvMsg(int fd, msghdr* message, int flags)
    {
        if (!InForce.Replies || message == null || !WildcardSocket.Answers(fd, out var known))
            return Verdict.Pass(PassReason.NotNeeded);
        mmsghdr one;
        one.msg_hdr = *message;
        var received = Receive(fd, known, &one, 1, flags, null);
        if (received < 0)
            return Verdict.Native(received);
        message->msg_namelen = one.msg_hdr.msg_namelen;
        message->msg_controllen = one.msg_hdr.msg_controllen;
        message->msg_flags = one.msg_hdr.msg_flags;
        return Verdict.Native(one.msg_len);
    }

    public static Verdict RecvMmsg(int fd, mmsghdr* messages, uint count, int flags, nint* timeout) =>
        InForce.Replies && messages != null && WildcardSocket.Answers(fd, out var known)
            ? Verdict.Native(Receive(fd, known, messages, count, flags, timeout))
            : Verdict.Pass(PassReason.NotNeeded);
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static int Receive(int fd, Known known, mmsghdr* messages, uint count, int flags, nint* timeout)
    {
        var control = stackalloc byte[(int)PartControl];
        var part = stackalloc mmsghdr[(int)PartMessages];
        for (uint done = 0; ;)
        {
            var taken = TakePart(&messages[done], count - done, part, control);
            var received = count == 1 && timeout == null ? ReceiveOne(fd, part, flags) : Next.recvmmsg(fd, part, taken, flags, timeout);
            for (var i = 0; i < received; i++)
                Hand(known, &part[i], &messages[done + (uint)i]);
            if (received < 0)
                return done > 0 ? (int)done : received;
            done += (uint)received;
            if (received < taken || done == count || (timeout != null && (timeout[0] | timeout[1]) == 0))
                return (int)done;
            if ((flags & SocketConstants.MSG_WAITFORONE) != 0)
                flags |= SocketConstants.MSG_DONTWAIT;
        }
    }

    private static int ReceiveOne(int fd, mmsghdr* message, int flags)
    {
        var received = Next.recvmsg(fd, &message->msg_hdr, flags);
        message->msg_len = (uint)received;
        return received < 0 ? -1 : 1;
    }

    private static uint TakePart(mmsghdr* messages, uint count, mmsghdr* part, byte* control)
    {
        var left = PartControl;
        uint taken = 0;
        for (; taken < count && taken < PartMessages; taken++)
        {
            var message = &part[taken].msg_hdr;
            part[taken] = messages[taken];
            var room = message->msg_control == null ? 0 : (uint)message->msg_controllen;
            room = (((room < MostControl ? room : MostControl) + 7) & ~7u) + Room;
            if (room > left)
                break;
            left -= room;
            message->msg_control = control + left;
            message->msg_controllen = room;
        }
        return taken;
    }

    private static void Hand(Known known, mmsghdr* own, mmsghdr* asked)
    {
        asked->msg_len = own->msg_len;
        var said = ReceivedControl.Hand(&own->msg_hdr, &asked->msg_hdr, known);
        AskedAddress.Note(known, &own->msg_hdr, asked->msg_hdr.msg_namelen, said);
        asked->msg_hdr.msg_namelen = own->msg_hdr.msg_namelen;
    }
}
