using System.Runtime.InteropServices;
using static Fairlead.Linux.SocketConstants;

namespace Fairlead.Linux;

/// <summary>One message of a unix socket that keeps messages apart, with descriptors: unix(7), SCM_RIGHTS.</summary>
public static unsafe class DescriptorMessage
{
    /// <summary>How many descriptors one message carries at most: SCM_MAX_FD of the kernel's net/scm.h.</summary>
    public static int MostDescriptors => 253;

    /// <summary>The longest text.</summary>
    public static int MostBytes => 64 * 1024;

    private const int Header = 16;

    /// <summary>Sends a message. EAGAIN: the socket holds no more.</summary>
    /// <param name="socket">The socket.</param>
    /// <param name="text">The bytes of the message.</param>
    /// <param name="descriptors">What goes with them; they stay open here.</param>
    /// <param name="name">Where to; null: the socket is connected.</param>
    /// <param name="nameLength">How long that address is.</param>
    public static Errno Send(
        int socket, ReadOnlySpan<byte> text, ReadOnlySpan<int> descriptors, sockaddr_un* name = null, uint nameLength = 0)
    {
        var room = cmsghdr.Space(MostDescriptors * sizeof(int));
        var control = stackalloc byte[room];
        fixed (byte* bytes = text)
        {
            iovec vector = new() { iov_base = bytes, iov_len = (nuint)text.Length };
            msghdr message = new() { msg_name = name, msg_namelen = nameLength, msg_iov = &vector, msg_iovlen = 1 };
            if (descriptors.Length > 0)
            {
                var size = descriptors.Length * sizeof(int);
                *(cmsghdr*)control = new cmsghdr
                {
                    cmsg_len = (nuint)(Header + size),
                    cmsg_level = SOL_SOCKET,
                    cmsg_type = SCM_RIGHTS,
                };
                descriptors.CopyTo(new Span<int>(control + Header, descriptors.Length));
                message.msg_control = control;
                message.msg_controllen = (nuint)cmsghdr.Space(size);
            }
            return Libc.sendmsg(socket, &message, MSG_NOSIGNAL).Errno;
        }
    }

    /// <summary>Receives a message, and adds its descriptors to a list.</summary>
    /// <returns>How long the text is; 0: the other side has closed. EMFILE: this process may not have so many descriptors.</returns>
    public static SysResult Receive(int socket, Span<byte> text, List<int> descriptors)
    {
        var room = cmsghdr.Space(MostDescriptors * sizeof(int));
        var control = stackalloc byte[room];
        fixed (byte* bytes = text)
        {
            iovec vector = new() { iov_base = bytes, iov_len = (nuint)text.Length };
            msghdr message = new()
            {
                msg_iov = &vector,
                msg_iovlen = 1,
                msg_control = control,
                msg_controllen = (nuint)room,
            };
            var received = Libc.recvmsg(socket, &message, MSG_CMSG_CLOEXEC);
            if (received.Ok && message.msg_controllen >= Header)
            {
                var size = (int)((cmsghdr*)control)->cmsg_len - Header;
                descriptors.AddRange(MemoryMarshal.Cast<byte, int>(new ReadOnlySpan<byte>(control + Header, size)));
            }
            return received.Ok && (message.msg_flags & MSG_CTRUNC) != 0 ? new SysResult(-1, Errno.EMFILE) : received;
        }
    }
}
