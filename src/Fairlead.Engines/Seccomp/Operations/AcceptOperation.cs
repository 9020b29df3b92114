using Fairlead.Linux;

namespace Fairlead.Engines.Seccomp.Operations;

/// <summary>accept(2), where the kernel would name another peer than the program is to see.</summary>
/// <remarks>
/// <para>Two kinds of listeners are such. On a unix socket that stands in the place of an IPv4 or IPv6 one the program
/// expects a peer of its own family: it sees loopback with an invented port. On a fed listener the kernel's peer is the feeder:
/// the program sees the client that the feeder has noted, and who came past the feeder as he is.</para>
/// <para>The connection is taken here, and handed to the program with its name. A socket that blocks waits without
/// blocking anything else. A connection that was taken for a call that a signal interrupted goes to the next call on
/// that socket. All other accepts go on, as the kernel makes them.</para>
/// </remarks>
internal sealed unsafe class AcceptOperation(Steering steering, SocketReplacement replacement, FedSockets fed)
{
    private const int KnownFlags = SocketConstants.SOCK_CLOEXEC | SocketConstants.SOCK_NONBLOCK;
    private readonly Dictionary<ulong, Queue<int>> _undelivered = [];

    public Verdict Accept(TrappedCall call, int flags)
    {
        if (!steering.Open(call, out var verdict))
        {
            return verdict;
        }
        var listener = Steering.CookieOf(call.Socket);
        var replaced = call.Domain == SocketConstants.AF_UNIX ? steering.LocalNames.Find(listener) : null;
        if (replaced is null && !(call.IsInet && fed.Contains(call.Socket)))
        {
            return Verdict.Continue(PassReason.NotOurs);
        }
        if ((flags & ~KnownFlags) != 0)
        {
            return Verdict.Fail(Errno.EINVAL);
        }
        var accepted = Take(call, listener, out var peer);
        return accepted.Errno == Errno.EAGAIN && !call.IsNonBlocking()
                ? TraceeSocket.Wait(call, SocketConstants.SO_RCVTIMEO, pollfd.POLLIN, Errno.EAGAIN)
            : accepted.Ok ? Present(call, accepted.Int, replaced is null ? Shown(peer) : Invented(accepted.Int, replaced), flags)
            : Verdict.Fail(accepted.Errno);
    }

    /// <summary>Keeps a connection whose call was interrupted before it got the answer.</summary>
    public void Keep(TrappedCall call, int connection)
    {
        var listener = Steering.CookieOf(call.Socket);
        if (!_undelivered.TryGetValue(listener, out var queue))
        {
            _undelivered[listener] = queue = [];
        }
        queue.Enqueue(connection);
    }

    private SysResult Take(TrappedCall call, ulong listener, out sockaddr_storage peer)
    {
        peer = default;
        var length = Libc.SizeOf<sockaddr_storage>();
        fixed (sockaddr_storage* address = &peer)
        {
            if (_undelivered.TryGetValue(listener, out var queue) && queue.TryDequeue(out var kept))
            {
                _ = Libc.getpeername(kept, address, &length);
                return new SysResult(kept, Errno.None);
            }
            using var nonBlocking = new NonBlockingMoment(call.Socket);
            return Libc.accept4(call.Socket, address, &length, SocketConstants.SOCK_CLOEXEC);
        }
    }

    private HiddenName Invented(int connection, HiddenName listener)
    {
        var cookie = Steering.CookieOf(connection);
        var peer = replacement.LoopbackName(!listener.Address.IsV4);
        steering.LocalNames.Set(cookie, listener);
        steering.PeerNames.Set(cookie, peer);
        return peer;
    }

    // No address: it was kept, and its peer has reset it meanwhile.
    private HiddenName? Shown(in sockaddr_storage peer) =>
        !SocketAddress.TryRead(peer, Libc.SizeOf<sockaddr_storage>(), out var address, out var port) ? null
            : fed.Find(address, port) is { } name ? new HiddenName(name.Client, name.ClientPort)
            : new HiddenName(address, port);

    private static Verdict Present(TrappedCall call, int connection, HiddenName? peer, int flags)
    {
        if ((flags & SocketConstants.SOCK_NONBLOCK) != 0)
        {
            _ = Libc.fcntl(connection, FcntlConstants.F_SETFL, FcntlConstants.O_NONBLOCK);
        }
        var errno = peer is null ? Errno.ECONNABORTED
            : call.Argument(1) == 0 ? Errno.None
            : call.AnswerSockaddr(call.Argument(1), call.Argument(2), peer.Address, peer.Port);
        if (errno != Errno.None)
        {
            _ = Libc.close(connection);
            return Verdict.Fail(errno);
        }
        return Verdict.Give(connection, number: -1, (flags & SocketConstants.SOCK_CLOEXEC) != 0);
    }
}
