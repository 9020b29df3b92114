using Fairlead.Linux;
using Microsoft.Win32.SafeHandles;
using static Fairlead.Linux.nlmsghdr;
using static Fairlead.Linux.RtnetlinkConstants;
using static Fairlead.Linux.SocketConstants;

namespace Fairlead.Udp;

/// <summary>Follows the addresses of this host's network namespace through a netlink socket: rtnetlink(7).</summary>
/// <remarks>
/// <para>Order of events. The socket joins the groups that tell changes, then asks for a listing: what changes meanwhile is
/// told behind it.</para>
/// <para>Limits. Where changes come faster than they are read, the kernel drops some, and says so (ENOBUFS). It goes on
/// dropping, and says no more, until all that waits was read; so only then is a new listing asked for.</para>
/// </remarks>
internal sealed class AddressFeed : IDisposable
{
    private readonly SafeFileHandle _socket;
    private readonly Readiness _readiness;
    private readonly ReadyCall _readable;
    private readonly byte[] _buffer = GC.AllocateUninitializedArray<byte>(32768, pinned: true);
    private bool _isListed;
    private bool _isListing;

    public AddressFeed(string owner)
    {
        _socket = Open();
        _readiness = new Readiness(_socket, owner);
        _readable = new ReadyCall(_readiness, isWrite: false);
    }

    /// <summary>The addresses as far as they were read.</summary>
    public HostAddresses Addresses { get; } = new();

    /// <summary>Reads until something has changed.</summary>
    public async ValueTask ReadAsync(CancellationToken cancellation)
    {
        while (Addresses.Changes.Count == 0)
        {
            if (TryRead())
            {
                continue;
            }
            if (!_isListed && !_isListing)
            {
                AskForListing();
            }
            await _readable.WaitAsync("netlink", cancellation).ConfigureAwait(false);
        }
    }

    public void Dispose()
    {
        _readiness.Dispose();
        _socket.Dispose();
    }

    // False where all that waits was read.
    private unsafe bool TryRead()
    {
        using var lease = new HandleLease(_socket);
        fixed (byte* bytes = _buffer)
        {
            var part = new iovec { iov_base = bytes, iov_len = (nuint)_buffer.Length };
            var message = new msghdr { msg_iov = &part, msg_iovlen = 1 };
            var read = Libc.recvmsg(lease.Fd, &message, MSG_DONTWAIT);
            if (read.Ok)
            {
                Take(AddressMessages.Read(_buffer.AsSpan(0, read.Int), Addresses));
                return true;
            }
            if (read.Errno == Errno.ENOBUFS)
            {
                _isListed = false;
                return true;
            }
            return read.Errno == Errno.EAGAIN ? false : throw UdpFailure.Of("recvmsg netlink", read.Errno);
        }
    }

    private void Take(Listing listing)
    {
        if ((listing & Listing.WasInterrupted) != 0)
        {
            _isListed = false;
        }
        if ((listing & Listing.HasEnded) == 0)
        {
            return;
        }
        _isListing = false;
        if (_isListed)
        {
            Addresses.EndListing();
        }
    }

    private unsafe void AskForListing()
    {
        using var lease = new HandleLease(_socket);
        var request = (
            new nlmsghdr
            {
                nlmsg_len = Libc.SizeOf<nlmsghdr>() + Libc.SizeOf<ifaddrmsg>(),
                nlmsg_type = RTM_GETADDR,
                nlmsg_flags = NLM_F_REQUEST | NLM_F_DUMP,
            },
            default(ifaddrmsg));
        var part = new iovec { iov_base = &request, iov_len = request.Item1.nlmsg_len };
        var message = new msghdr { msg_iov = &part, msg_iovlen = 1 };
        UdpFailure.ThrowIf(Libc.sendmsg(lease.Fd, &message, 0).Errno, "sendmsg netlink");
        Addresses.BeginListing();
        (_isListed, _isListing) = (true, true);
    }

    private static unsafe SafeFileHandle Open()
    {
        var socket = Libc.socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_ROUTE);
        UdpFailure.ThrowIf(socket.Errno, "socket AF_NETLINK");
        var handle = new SafeFileHandle(socket.Int, ownsHandle: true);
        var groups = new sockaddr_nl { nl_family = AF_NETLINK, nl_groups = RTMGRP_IPV4_IFADDR | RTMGRP_IPV6_IFADDR };
        UdpFailure.ThrowIf(Libc.bind(socket.Int, &groups, Libc.SizeOf<sockaddr_nl>()), "bind netlink");
        return handle;
    }
}
