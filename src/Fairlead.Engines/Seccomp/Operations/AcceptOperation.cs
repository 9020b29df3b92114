using Fairlead.Linux;

namespace Fairlead.Engines.Seccomp.Operations;

/// <summary>accept(2) on a unix socket that stands in the place of an IPv4 or IPv6 one.</summary>
/// <remarks>
/// The program expects a peer of its own family, and the kernel would write a unix one. So the connection is taken here,
/// and its peer is presented as loopback with an invented port. A socket that blocks waits without blocking anything
/// else. A connection that was taken for a call that a signal interrupted goes to the next call on that socket.
/// </remarks>
internal sealed unsafe class AcceptOperation(Steering steering, SocketReplacement replacement)
{
    private readonly Dictionary<ulong, Queue<int>> _undelivered = [];

    public Verdict Accept(TrappedCall call, int flags)
    {
        if (!steering.Open(call, out var verdict))
        {
            return verdict;
        }
        var listener = Steering.CookieOf(call.Socket);
        if (call.Domain != SocketConstants.AF_UNIX || steering.LocalNames.Find(listener) is not { } name)
        {
            return Verdict.Continue(PassReason.NotOurs);
        }
        var accepted = Take(call, listener);
        return accepted.Errno == Errno.EAGAIN && !call.IsNonBlocking()
                ? TraceeSocket.Wait(call, SocketConstants.SO_RCVTIMEO, pollfd.POLLIN, Errno.EAGAIN)
            : accepted.Ok ? Present(call, accepted.Int, name, flags)
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

    private SysResult Take(TrappedCall call, ulong listener)
    {
        if (_undelivered.TryGetValue(listener, out var queue) && queue.TryDequeue(out var kept))
        {
            return new SysResult(kept, Errno.None);
        }
        using var nonBlocking = new NonBlockingMoment(call.Socket);
        return Libc.accept4(call.Socket, null, null, SocketConstants.SOCK_CLOEXEC);
    }

    private Verdict Present(TrappedCall call, int connection, HiddenName listener, int flags)
    {
        var cookie = Steering.CookieOf(connection);
        var peer = replacement.LoopbackName(!listener.Address.IsV4);
        steering.LocalNames.Set(cookie, listener);
        steering.PeerNames.Set(cookie, peer);
        if ((flags & SocketConstants.SOCK_NONBLOCK) != 0)
        {
            _ = Libc.fcntl(connection, FcntlConstants.F_SETFL, FcntlConstants.O_NONBLOCK);
        }
        var errno = call.Argument(1) == 0
            ? Errno.None
            : call.AnswerSockaddr(call.Argument(1), call.Argument(2), peer.Address, peer.Port);
        if (errno != Errno.None)
        {
            _ = Libc.close(connection);
            return Verdict.Fail(errno);
        }
        return Verdict.Give(connection, number: -1, (flags & SocketConstants.SOCK_CLOEXEC) != 0);
    }
}
