using Fairlead.Linux;
using Fairlead.Rules;

namespace Fairlead.Mirror.Sockets;

/// <summary>Whether this network namespace has IPv6: it may be left out of the kernel, or switched off.</summary>
internal static class Ipv6
{
    /// <summary>Tries it.</summary>
    public static bool IsThere()
    {
        var name = new SocketName(Address.LoopbackV6, 0);
        var socket = name.Open(SocketConstants.SOCK_STREAM);
        var isThere = socket.Ok && name.Bind(socket.Int) == Errno.None;
        _ = socket.Ok ? Libc.close(socket.Int) : Errno.None;
        return isThere;
    }
}
