using Fairlead.Linux;
using Fairlead.Udp;
using static Fairlead.Linux.InConstants;
using static Fairlead.Linux.SocketConstants;

namespace Fairlead.Forward.Tcp;

/// <summary>What is asked and said of a TCP socket beside its data: tcp(7), socket(7).</summary>
internal static unsafe class TcpSocket
{
    /// <summary>
    /// Lets data go out at once, and a peer that vanished be noticed some day. Connections inherit this from the socket
    /// that accepts them.
    /// </summary>
    public static void Prepare(int socket)
    {
        _ = Libc.setsockopt(socket, IPPROTO_TCP, TCP_NODELAY, 1);
        _ = Libc.setsockopt(socket, SOL_SOCKET, SO_KEEPALIVE, 1);
    }

    /// <summary>Lets close(2) reset the connection: the peer gets RST, and what was not sent is thrown away.</summary>
    public static void ResetWhenClosed(int socket) => Linger(socket, new linger { l_onoff = 1 });

    /// <summary>Lets close(2) end the connection in order again.</summary>
    public static void EndWhenClosed(int socket) => Linger(socket, default);

    /// <summary>The error that waits at the socket, which is told once.</summary>
    public static Errno Error(int socket)
    {
        _ = Libc.getsockopt(socket, SOL_SOCKET, SO_ERROR, out var error);
        return (Errno)error;
    }

    /// <summary>How many bytes were given to the socket that its peer has not acknowledged.</summary>
    public static int Unacknowledged(int socket) =>
        Libc.ioctl(socket, IoctlConstants.TIOCOUTQ, out var bytes) == Errno.None ? bytes : 0;

    /// <summary>Whether data waits to be read.</summary>
    public static bool HasData(int socket) =>
        Libc.ioctl(socket, IoctlConstants.FIONREAD, out var bytes) == Errno.None && bytes > 0;

    /// <summary>The address that the peer asked; not v4-mapped.</summary>
    public static UdpEndpoint Asked(int socket)
    {
        sockaddr_storage address = default;
        uint length = Libc.SizeOf<sockaddr_storage>();
        _ = Libc.getsockname(socket, &address, &length);
        return UdpEndpoint.Read(&address).Unmap();
    }

    private static void Linger(int socket, linger how) =>
        _ = Libc.setsockopt(socket, SOL_SOCKET, SO_LINGER, &how, Libc.SizeOf<linger>());
}
