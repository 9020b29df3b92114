using System.Runtime.CompilerServices;
using Fairlead.Linux;
using static Fairlead.Linux.SocketConstants;

namespace Fairlead.Udp;

/// <summary>One datagram by one system call, from or into the program's own memory: recvmsg(2), sendmsg(2).</summary>
internal static unsafe class DatagramCalls
{
    /// <summary>Receives what waits; EAGAIN: nothing. Does not block.</summary>
    [SkipLocalsInit]
    public static Errno Receive(int fd, Span<byte> buffer, out ReceivedDatagram received)
    {
        sockaddr_storage name;
        var control = stackalloc byte[ControlMessages.Room];
        fixed (byte* bytes = buffer)
        {
            var payload = new iovec { iov_base = bytes, iov_len = (nuint)buffer.Length };
            var message = new msghdr
            {
                msg_name = &name,
                msg_namelen = UdpEndpoint.KernelSize,
                msg_iov = &payload,
                msg_iovlen = 1,
                msg_control = control,
                msg_controllen = ControlMessages.Room,
            };
            var length = Libc.recvmsg(fd, &message, MSG_DONTWAIT | MSG_TRUNC);
            received = length.Ok ? Read(&message, length.Int, buffer.Length) : default;
            return length.Errno;
        }
    }

    /// <summary>Sends; EAGAIN: no room. Does not block.</summary>
    /// <param name="fd">The socket.</param>
    /// <param name="payload">The bytes.</param>
    /// <param name="remote">Where to, in the form of the socket's family; empty: to the peer of a connected socket.</param>
    /// <param name="how">How it leaves; its address in the form of the socket's family.</param>
    /// <param name="isV6">Whether the socket is of IPv6.</param>
    [SkipLocalsInit]
    public static Errno Send(int fd, ReadOnlySpan<byte> payload, in UdpEndpoint remote, in SendControl how, bool isV6)
    {
        sockaddr_storage name;
        var control = stackalloc byte[ControlMessages.Room];
        fixed (byte* bytes = payload)
        {
            var part = new iovec { iov_base = bytes, iov_len = (nuint)payload.Length };
            var message = new msghdr
            {
                msg_name = &name,
                msg_namelen = remote.IsEmpty ? 0 : remote.Write(&name),
                msg_iov = &part,
                msg_iovlen = 1,
                msg_control = control,
                msg_controllen = ControlMessages.Write(control, how, remote, isV6),
            };
            return Libc.sendmsg(fd, &message, MSG_DONTWAIT | MSG_NOSIGNAL).Errno;
        }
    }

    private static ReceivedDatagram Read(msghdr* message, int length, int room) => new(
        Math.Min(length, room), length,
        message->msg_namelen == 0 ? default : UdpEndpoint.Read((sockaddr_storage*)message->msg_name),
        ControlMessages.Read((byte*)message->msg_control, message->msg_controllen));
}
