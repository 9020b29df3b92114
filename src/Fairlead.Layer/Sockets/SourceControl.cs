using System.Runtime.CompilerServices;
using Fairlead.Layer.Calls;
using Fairlead.Layer.Reply;
using Fairlead.Linux;
using static Fairlead.Linux.InConstants;

namespace Fairlead.Layer.Sockets;

/// <summary>The source of one datagram: IP_PKTINFO or IPV6_PKTINFO, behind the program's own control messages.</summary>
/// <remarks>So the socket stays bound as the program wants it, and has different sources for different destinations.</remarks>
internal static unsafe class SourceControl
{
    /// <summary>The most bytes of control messages that are copied, as in the seccomp engine.</summary>
    private const uint Most = 4096;

    /// <summary>Room for one message of ours.</summary>
    private const int Room = 64;

    /// <summary>Whether one can stand behind those of the program; if not, the kernel refuses the call, or should.</summary>
    public static bool FitsBehind(msghdr* message) =>
        (uint)message->msg_controllen <= Most && ((uint)message->msg_controllen == 0 || message->msg_control != null);

    /// <summary>Whether the program has left the choice of the source to others.</summary>
    public static bool IsFree(msghdr* message)
    {
        for (var at = ControlMessages.First(message); at != null; at = ControlMessages.Next(message, at))
        {
            if (IsSource(at))
                return false;
        }
        return FitsBehind(message);
    }

    private static bool IsSource(cmsghdr* message)
    {
        var halves = (ulong*)(message + 1);
        return message->cmsg_level == IPPROTO_IP
            ? message->cmsg_type == IP_PKTINFO && ((in_pktinfo*)halves)->ipi_spec_dst != 0
            : message->cmsg_level == IPPROTO_IPV6 && message->cmsg_type is IPV6_PKTINFO or IPV6_2292PKTINFO
                && (halves[0] | halves[1]) != 0;
    }

    /// <summary>Sends the message from this address.</summary>
    public static nint Send(int fd, msghdr* message, NetworkAddress* source, bool isInet6, int flags)
    {
        var control = stackalloc byte[Room];
        return (uint)message->msg_controllen != 0
            ? SendBehind(fd, message, source, isInet6, flags)
            : Send(fd, message, control, control, source, isInet6, flags);
    }
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static nint SendBehind(int fd, msghdr* message, NetworkAddress* source, bool isInet6, int flags)
    {
        var control = stackalloc byte[(int)Most + Room];
        Bytes.Copy(control, (byte*)message->msg_control, (uint)message->msg_controllen);
        return Send(fd, message, control, control + ControlMessages.End(message), source, isInet6, flags);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static nint Send(int fd, msghdr* message, byte* control, byte* end, NetworkAddress* source, bool isInet6, int flags)
    {
        var copy = *message;
        copy.msg_control = control;
        copy.msg_controllen = (nuint)(end - control + Write((cmsghdr*)end, source, isInet6));
        return Next.sendmsg(fd, &copy, flags);
    }

    private static int Write(cmsghdr* header, NetworkAddress* source, bool isInet6)
    {
        header->cmsg_level = isInet6 ? IPPROTO_IPV6 : IPPROTO_IP;
        header->cmsg_type = isInet6 ? IPV6_PKTINFO : IP_PKTINFO;
        var length = isInet6 ? sizeof(in6_pktinfo) : sizeof(in_pktinfo);
        header->cmsg_len = (nuint)(sizeof(cmsghdr) + length);
        var info = (in6_pktinfo*)(header + 1);
        *(NetworkAddress*)info = *source;
        info->ipi6_ifindex = 0;
        if (!isInet6)
        {
            *(in_pktinfo*)info = default;
            ((in_pktinfo*)info)->ipi_spec_dst = source->V4;
        }
        return cmsghdr.Space(length);
    }
}
