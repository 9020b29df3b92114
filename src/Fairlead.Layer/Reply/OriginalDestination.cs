using Fairlead.Layer.Calls;
using Fairlead.Layer.Plan;
using Fairlead.Linux;
using static Fairlead.Linux.InConstants;

namespace Fairlead.Layer.Reply;

/// <summary>IP_RECVORIGDSTADDR and IPV6_RECVORIGDSTADDR: each datagram comes with the address that it was sent to.</summary>
/// <remarks>
/// IP_PKTINFO would say so too, but programs set it, and it says nothing of datagrams that came before it was set. This option
/// is one of transparent proxies: where it is set and the program has not set it, it is ours. A program that does set it
/// keeps it, and gets what it asked for.
/// </remarks>
internal static unsafe class OriginalDestination
{
    /// <summary>Sets the option, or takes it back. An AF_INET6 socket carries IPv4 too.</summary>
    public static Errno Set(int fd, Known known, int value)
    {
        if ((known & Known.Asks) != 0 && value == 0)
            return Errno.None;
        var errno = Socket.SetOption(fd, IPPROTO_IP, IP_RECVORIGDSTADDR, value);
        return errno == Errno.None && (known & Known.IsInet6) != 0
            ? Socket.SetOption(fd, IPPROTO_IPV6, IPV6_RECVORIGDSTADDR, value)
            : errno;
    }

    /// <summary>The program sets an option of a socket: if it is this one, the socket is looked at once more.</summary>
    public static void Note(int fd, int level, int name, int* value, uint length)
    {
        var isThis = (level == IPPROTO_IP && name == IP_RECVORIGDSTADDR) || (level == IPPROTO_IPV6 && name == IPV6_RECVORIGDSTADDR);
        if (InForce.Replies && isThis && value != null && length >= sizeof(int))
            Descriptors.Learn(fd, *value != 0 ? Known.Asks : Known.Nothing);
    }

    /// <summary>Whether this control message says the address.</summary>
    public static bool IsSaidBy(cmsghdr* message) =>
        (message->cmsg_level == IPPROTO_IP && message->cmsg_type == IP_ORIGDSTADDR)
        || (message->cmsg_level == IPPROTO_IPV6 && message->cmsg_type == IPV6_ORIGDSTADDR);
}
