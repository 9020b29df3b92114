using Fairlead.Linux;
using static Fairlead.Linux.SocketConstants;

namespace Fairlead.Forward.Sockets;

/// <summary>What the kernel dropped before anybody could read it: SO_MEMINFO, which costs a datagram nothing.</summary>
internal static unsafe class ReceiveQueue
{
    /// <summary>How many datagrams, since the socket was made.</summary>
    public static long Drops(int socket)
    {
        var numbers = stackalloc uint[SK_MEMINFO_VARS];
        uint length = SK_MEMINFO_VARS * sizeof(uint);
        return Libc.getsockopt(socket, SOL_SOCKET, SO_MEMINFO, numbers, &length) == Errno.None ? numbers[SK_MEMINFO_DROPS] : 0;
    }
}
