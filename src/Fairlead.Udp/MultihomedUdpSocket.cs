using System.Net;
using System.Net.Sockets;
using Fairlead.Linux;
using static Fairlead.Linux.InConstants;
using static Fairlead.Linux.UdpConstants;

namespace Fairlead.Udp;

/// <summary>
/// A UDP socket that tells the local address of each datagram it receives, and sends each from the address that it is
/// told: what a server on 0.0.0.0 or [::] needs to answer a client of any address of its host.
/// </summary>
/// <remarks>
/// <para>Receiving. One <see cref="ReceiveAsync(Memory{byte}, CancellationToken)"/> may wait at a time, of each kind.
/// Nothing is allocated for a datagram.</para>
/// <para>Sending. Any number of threads may send at a time.</para>
/// <para>Errors. A failed call throws <see cref="SocketException"/>, whose message names the system call, its errno, and what
/// to do. A connected socket throws ConnectionRefused once for an earlier datagram that found nobody, and goes on.</para>
/// <para>Dual-stack sockets. IPv4 peers and the local addresses that they asked for are v4-mapped (::ffff:a.b.c.d); both
/// forms are taken where something is sent.</para>
/// <para>Source: ip(7), ipv6(7), udp(7), recvmsg(2), sendmsg(2).</para>
/// </remarks>
public sealed partial class MultihomedUdpSocket : IDisposable
{
    private readonly Readiness _readiness;
    private readonly bool _isV6;

    /// <summary>Takes over a bound or connected UDP socket of the framework, whose options are the program's to set.</summary>
    /// <param name="socket">The socket; it is disposed with this. Do not receive from it yourself.</param>
    /// <exception cref="ArgumentException">It is no UDP socket.</exception>
    /// <exception cref="SocketException">The kernel refused an option.</exception>
    public MultihomedUdpSocket(Socket socket)
    {
        ArgumentNullException.ThrowIfNull(socket);
        if (socket.SocketType != SocketType.Dgram || socket.ProtocolType != ProtocolType.Udp)
        {
            throw new ArgumentException("this is no UDP socket", nameof(socket));
        }
        Socket = socket;
        _isV6 = socket.AddressFamily == AddressFamily.InterNetworkV6;
        _readiness = new Readiness(socket.SafeHandle, nameof(MultihomedUdpSocket));
        _receive = new ReceiveCall(this, _readiness);
        _receiveBatch = new BatchReceiveCall(this, _readiness);
        _sendRoom = new ReadyCall(_readiness, isWrite: true);
        AskForControlMessages();
    }

    /// <summary>The framework's socket: for options, multicast groups, Connect, LocalEndPoint.</summary>
    public Socket Socket { get; }

    /// <summary>Whether this socket can cut a payload into datagrams (UDP_SEGMENT, Linux 4.18).</summary>
    public bool CanSegment
    {
        get
        {
            using var lease = Lease();
            return Libc.getsockopt(lease.Fd, IPPROTO_UDP, UDP_SEGMENT, out _) == Errno.None;
        }
    }

    /// <summary>Makes a socket and binds it. On [::] it takes IPv4, too.</summary>
    /// <exception cref="SocketException">The address is taken, or not of this host.</exception>
    public static MultihomedUdpSocket Bind(IPEndPoint local)
    {
        ArgumentNullException.ThrowIfNull(local);
        var socket = new Socket(local.AddressFamily, SocketType.Dgram, ProtocolType.Udp);
        try
        {
            if (local.Address.Equals(IPAddress.IPv6Any))
            {
                socket.DualMode = true;
            }
            socket.Bind(local);
            return new MultihomedUdpSocket(socket);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    /// <summary>
    /// Lets the kernel join datagrams of one peer that come in a row (UDP_GRO, Linux 5.0). Buffers must then hold 65535
    /// bytes, and <see cref="DatagramInfo.SegmentSize"/> says where to cut; see <see cref="DatagramSegments"/>.
    /// </summary>
    /// <returns>False where the kernel cannot.</returns>
    public bool TryJoinReceived()
    {
        using var lease = Lease();
        return Libc.setsockopt(lease.Fd, IPPROTO_UDP, UDP_GRO, 1) == Errno.None;
    }

    /// <summary>Closes the socket. What waits ends with <see cref="ObjectDisposedException"/>.</summary>
    public void Dispose()
    {
        _readiness.Dispose();
        Socket.Dispose();
    }

    private HandleLease Lease() => new(Socket.SafeHandle);

    private void AskForControlMessages()
    {
        Ask(IPPROTO_IP, IP_PKTINFO, "IP_PKTINFO");
        Ask(IPPROTO_IP, IP_RECVTOS, "IP_RECVTOS");
        if (_isV6)
        {
            Ask(IPPROTO_IPV6, IPV6_RECVPKTINFO, "IPV6_RECVPKTINFO");
            Ask(IPPROTO_IPV6, IPV6_RECVTCLASS, "IPV6_RECVTCLASS");
        }
    }

    private void Ask(int level, int option, string name)
    {
        using var lease = Lease();
        UdpFailure.ThrowIf(Libc.setsockopt(lease.Fd, level, option, 1), $"setsockopt {name}", UdpFailure.OptionAdvice);
    }
}
