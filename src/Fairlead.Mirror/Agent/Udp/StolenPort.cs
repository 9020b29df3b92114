using Fairlead.Engines;
using Fairlead.Forward.Loop;
using Fairlead.Forward.Sockets;
using Fairlead.Linux;
using Fairlead.Mirror.Agent.Passive;
using Fairlead.Mirror.Sockets;
using Fairlead.Rules;
using static Fairlead.Linux.InConstants;
using static Fairlead.Linux.SocketConstants;

namespace Fairlead.Mirror.Agent.Udp;

/// <summary>A socket of one family to which the kernel gives the datagrams of stolen ports.</summary>
/// <remarks>It says of each whom it asked: IP_RECVORIGDSTADDR, which has the port, too.</remarks>
internal sealed unsafe class StolenPort : IReady
{
    private const int ReceiveBuffer = 8 << 20;
    private const int MostDatagrams = 64;
    private const int ControlRoom = 64;
    private readonly byte[] _datagram = GC.AllocateUninitializedArray<byte>(1 << 16, pinned: true);
    private readonly DatagramTaker _taker;
    private long _drops;

    private StolenPort(int socket, DatagramTaker taker) => (Socket, _taker) = (socket, taker);

    public int Socket { get; }

    /// <summary>Opens it; null: the host does not have this family.</summary>
    public static StolenPort? Open(bool isV4, DatagramTaker taker)
    {
        var name = new SocketName(isV4 ? Address.LoopbackV4 : Address.LoopbackV6, 0);
        var opened = name.Open(SOCK_DGRAM);
        if (!opened.Ok && !isV4)
        {
            return null;
        }
        var socket = LinuxException.Check(opened, "socket");
        if (!isV4)
        {
            _ = Libc.setsockopt(socket, IPPROTO_IPV6, IPV6_V6ONLY, 1);
        }
        var bound = name.Bind(socket);
        if (bound != Errno.None && !isV4)
        {
            _ = Libc.close(socket);
            return null;
        }
        LinuxException.ThrowIf(bound, "bind");
        LinuxException.ThrowIf(isV4
            ? Libc.setsockopt(socket, IPPROTO_IP, IP_RECVORIGDSTADDR, 1)
            : Libc.setsockopt(socket, IPPROTO_IPV6, IPV6_RECVORIGDSTADDR, 1), "IP_RECVORIGDSTADDR");
        if (Libc.setsockopt(socket, SOL_SOCKET, SO_RCVBUFFORCE, ReceiveBuffer) != Errno.None)
        {
            _ = Libc.setsockopt(socket, SOL_SOCKET, SO_RCVBUF, ReceiveBuffer);
        }
        return new StolenPort(socket, taker);
    }

    /// <inheritdoc/>
    public void Ready(uint events)
    {
        for (var i = 0; i < MostDatagrams && ReadOne(); i++)
        {
        }
    }

    /// <summary>How many datagrams the kernel has dropped since this was asked last.</summary>
    public long NewDrops()
    {
        var before = _drops;
        _drops = ReceiveQueue.Drops(Socket);
        return _drops - before;
    }

    private bool ReadOne()
    {
        sockaddr_storage name = default;
        var control = stackalloc byte[ControlRoom];
        fixed (byte* bytes = _datagram)
        {
            iovec part = new() { iov_base = bytes, iov_len = (nuint)_datagram.Length };
            msghdr message = new()
            {
                msg_name = &name,
                msg_namelen = Libc.SizeOf<sockaddr_storage>(),
                msg_iov = &part,
                msg_iovlen = 1,
                msg_control = control,
                msg_controllen = ControlRoom,
            };
            var read = Libc.recvmsg(Socket, &message, 0);
            if (!read.Ok)
            {
                return read.Errno == Errno.EINTR;
            }
            if (SocketAddress.TryRead(name, message.msg_namelen, out var address, out var port)
                && TryReadServer(control, message.msg_controllen, out var server))
            {
                var device = HostAddresses.IsLinkLocal(address) ? (int)name.v6.sin6_scope_id : 0;
                _taker(new DatagramFlow(new SocketName(address, port), server, device), _datagram.AsSpan(0, read.Int));
            }
            return true;
        }
    }

    private static bool TryReadServer(byte* control, nuint length, out SocketName server)
    {
        server = default;
        var header = (cmsghdr*)control;
        if (length < (nuint)sizeof(cmsghdr)
            || (header->cmsg_level, header->cmsg_type) is not ((IPPROTO_IP, IP_ORIGDSTADDR) or (IPPROTO_IPV6, IPV6_ORIGDSTADDR)))
        {
            return false;
        }
        sockaddr_storage name = default;
        var bytes = (int)header->cmsg_len - sizeof(cmsghdr);
        new ReadOnlySpan<byte>(control + sizeof(cmsghdr), bytes).CopyTo(new Span<byte>(&name, sizeof(sockaddr_storage)));
        if (!SocketAddress.TryRead(name, (uint)bytes, out var address, out var port))
        {
            return false;
        }
        server = new SocketName(address, port);
        return true;
    }
}

/// <summary>Takes a datagram.</summary>
internal delegate void DatagramTaker(in DatagramFlow flow, ReadOnlySpan<byte> datagram);
