using Fairlead.Engines;
using Fairlead.Linux;
using Fairlead.Mirror.Sockets;

namespace Fairlead.Mirror.Feed.Context;

/// <summary>One datagram, with who is at its other end.</summary>
internal static unsafe class Datagram
{
    /// <summary>Receives one; a longer one than the room is cut.</summary>
    public static SysResult Receive(int socket, Span<byte> room, out SocketName from)
    {
        sockaddr_storage name = default;
        SysResult got;
        fixed (byte* bytes = room)
        {
            iovec part = new() { iov_base = bytes, iov_len = (nuint)room.Length };
            msghdr message = new()
            {
                msg_name = &name,
                msg_namelen = Libc.SizeOf<sockaddr_storage>(),
                msg_iov = &part,
                msg_iovlen = 1,
            };
            got = Libc.recvmsg(socket, &message, 0);
        }
        from = got.Ok && SocketAddress.TryRead(name, Libc.SizeOf<sockaddr_in6>(), out var address, out var port)
            ? new SocketName(address.Unmap(), port)
            : default;
        return got;
    }

    /// <summary>Sends one.</summary>
    public static Errno Send(int socket, ReadOnlySpan<byte> bytes, SocketName to)
    {
        sockaddr_storage name = default;
        fixed (byte* start = bytes)
        {
            iovec part = new() { iov_base = start, iov_len = (nuint)bytes.Length };
            msghdr message = new() { msg_name = &name, msg_iov = &part, msg_iovlen = 1 };
            message.msg_namelen = SocketAddress.Write(ref name, to.Address, to.Port);
            return Libc.sendmsg(socket, &message, 0).Errno;
        }
    }
}
