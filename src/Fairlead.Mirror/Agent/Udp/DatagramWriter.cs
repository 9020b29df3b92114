using System.Buffers.Binary;
using Fairlead.Bpf.Classic;
using Fairlead.Engines;
using Fairlead.Linux;
using Fairlead.Mirror.Agent.Passive;
using Fairlead.Mirror.Sockets;
using static Fairlead.Linux.InConstants;
using static Fairlead.Linux.SocketConstants;

namespace Fairlead.Mirror.Agent.Udp;

/// <summary>Sends datagrams from any address and port, whoever has bound them: raw sockets of IPPROTO_UDP.</summary>
/// <remarks>
/// <para>Why raw. The real program has the port that an answer is to come from, and a second socket may be bound to it only if the
/// first one allows that (SO_REUSEADDR, SO_REUSEPORT). A raw socket is bound to nothing: the header of UDP is written here, and
/// the kernel adds that of IP, fragments what is long, and asks its routes and its firewall as ever.</para>
/// <para>Such a socket would get a copy of every datagram that arrives; a filter of the kernel drops them. It is
/// transparent, so that a datagram can be sent from a client's address to a program of this host.</para>
/// </remarks>
internal sealed unsafe class DatagramWriter : IDisposable
{
    private const int Header = 8;
    private const int SendBuffer = 4 << 20;
    private readonly int _v4 = Open(AF_INET);
    private readonly int _v6 = Open(AF_INET6);

    /// <summary>Sends one.</summary>
    /// <param name="from">From where.</param>
    /// <param name="to">To where; of the same family.</param>
    /// <param name="device">The index of the device to leave by; 0: what the routes say.</param>
    /// <param name="payload">What.</param>
    public Errno Send(SocketName from, SocketName to, int device, ReadOnlySpan<byte> payload)
    {
        var header = stackalloc byte[Header];
        WriteHeader(new Span<byte>(header, Header), from, to, payload);
        sockaddr_storage name = default;
        var control = stackalloc byte[cmsghdr.Space(sizeof(in6_pktinfo))];
        fixed (byte* bytes = payload)
        {
            var parts = stackalloc iovec[2];
            parts[0] = new iovec { iov_base = header, iov_len = Header };
            parts[1] = new iovec { iov_base = bytes, iov_len = (nuint)payload.Length };
            msghdr message = new()
            {
                msg_name = &name,
                // A raw socket of IPv6 takes a port for a protocol.
                msg_namelen = SocketAddress.Write(ref name, to.Address, 0),
                msg_iov = parts,
                msg_iovlen = 2,
                msg_control = control,
                msg_controllen = WriteSource(control, from, device),
            };
            if (!to.Address.IsV4)
            {
                name.v6.sin6_scope_id = (uint)device;
            }
            return Libc.sendmsg(to.Address.IsV4 ? _v4 : _v6, &message, MSG_NOSIGNAL).Errno;
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _ = Libc.close(_v4);
        if (_v6 >= 0)
        {
            _ = Libc.close(_v6);
        }
    }

    private static void WriteHeader(Span<byte> header, SocketName from, SocketName to, ReadOnlySpan<byte> payload)
    {
        BinaryPrimitives.WriteUInt16BigEndian(header, from.Port);
        BinaryPrimitives.WriteUInt16BigEndian(header[2..], to.Port);
        BinaryPrimitives.WriteUInt16BigEndian(header[4..], (ushort)(Header + payload.Length));
        BinaryPrimitives.WriteUInt16BigEndian(header[6..], 0);
        var sum = InternetChecksum.Of(from.Address, to.Address, IPPROTO_UDP, header, payload);
        // 0 says that there is none.
        BinaryPrimitives.WriteUInt16BigEndian(header[6..], sum == 0 ? ushort.MaxValue : sum);
    }

    private static nuint WriteSource(byte* control, SocketName from, int device)
    {
        sockaddr_storage name = default;
        _ = SocketAddress.Write(ref name, from.Address, 0);
        var payload = control + sizeof(cmsghdr);
        if (from.Address.IsV4)
        {
            *(in_pktinfo*)payload = new in_pktinfo { ipi_spec_dst = name.v4.sin_addr, ipi_ifindex = device };
            return WriteHeader(control, IPPROTO_IP, IP_PKTINFO, sizeof(in_pktinfo));
        }
        *(in6_pktinfo*)payload = new in6_pktinfo { ipi6_addr = name.v6.sin6_addr, ipi6_ifindex = device };
        return WriteHeader(control, IPPROTO_IPV6, IPV6_PKTINFO, sizeof(in6_pktinfo));
    }

    private static nuint WriteHeader(byte* control, int level, int type, int payload)
    {
        *(cmsghdr*)control = new cmsghdr { cmsg_len = (nuint)(sizeof(cmsghdr) + payload), cmsg_level = level, cmsg_type = type };
        return (nuint)cmsghdr.Space(payload);
    }

    private static int Open(int family)
    {
        var opened = Libc.socket(family, SOCK_RAW | SOCK_NONBLOCK | SOCK_CLOEXEC, IPPROTO_UDP);
        if (!opened.Ok && family == AF_INET6 && opened.Errno is not (Errno.EPERM or Errno.EACCES))
        {
            return -1;
        }
        var socket = opened.Errno is Errno.EPERM or Errno.EACCES
            ? throw new RefusalException(
                opened.Errno, "the agent may not answer from a stolen port: CAP_NET_RAW is missing at the target; `mirror udp` needs it, too")
            : LinuxException.Check(opened, "socket(SOCK_RAW, IPPROTO_UDP)");
        DropAll(socket);
        _ = family == AF_INET
            ? Libc.setsockopt(socket, IPPROTO_IP, IP_TRANSPARENT, 1)
            : Libc.setsockopt(socket, IPPROTO_IPV6, IPV6_TRANSPARENT, 1);
        if (Libc.setsockopt(socket, SOL_SOCKET, SO_SNDBUFFORCE, SendBuffer) != Errno.None)
        {
            _ = Libc.setsockopt(socket, SOL_SOCKET, SO_SNDBUF, SendBuffer);
        }
        return socket;
    }

    private static void DropAll(int socket)
    {
        var asm = new Assembler();
        asm.Return(0);
        var drop = asm.Assemble()[0];
        sock_fprog program = new() { len = 1, filter = &drop };
        LinuxException.ThrowIf(
            Libc.setsockopt(socket, SOL_SOCKET, SO_ATTACH_FILTER, &program, Libc.SizeOf<sock_fprog>()), "SO_ATTACH_FILTER");
    }
}
