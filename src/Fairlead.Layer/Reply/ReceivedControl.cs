using Fairlead.Layer.Sockets;
using Fairlead.Linux;

namespace Fairlead.Layer.Reply;

/// <summary>The control messages of a received datagram, as the kernel would have put them into the program's buffer.</summary>
/// <remarks>
/// The datagram was received into a buffer of ours with room for one message more. Each of the program's is put into its own buffer
/// by the rules of put_cmsg in the kernel's net/core/scm.c: what does not fit is cut off, and MSG_CTRUNC says so.
/// </remarks>
internal static unsafe class ReceivedControl
{
    /// <summary>Gives the program what is its own; gives what says the asked address, or null.</summary>
    public static cmsghdr* Hand(msghdr* own, msghdr* asked, Known known)
    {
        cmsghdr* said = null;
        var start = (byte*)asked->msg_control;
        var to = start;
        var end = start + (start == null ? 0 : (uint)asked->msg_controllen);
        asked->msg_flags = own->msg_flags;
        for (var from = ControlMessages.First(own); from != null; from = ControlMessages.Next(own, from))
        {
            var isSaid = OriginalDestination.IsSaidBy(from);
            said = isSaid ? from : said;
            if (!isSaid || (known & Known.Asks) != 0)
                to += Put(asked, to, (nuint)(end - to), from);
        }
        asked->msg_controllen = (nuint)(to - start);
        return said;
    }

    private static nuint Put(msghdr* asked, byte* to, nuint room, cmsghdr* message)
    {
        var length = message->cmsg_len;
        if (length > room)
            asked->msg_flags |= SocketConstants.MSG_CTRUNC;
        if (room < (nuint)sizeof(cmsghdr))
            return 0;
        length = length < room ? length : room;
        Bytes.Copy(to, (byte*)message, length);
        ((cmsghdr*)to)->cmsg_len = length;
        length = (length + 7) & ~(nuint)7;
        return length < room ? length : room;
    }
}
