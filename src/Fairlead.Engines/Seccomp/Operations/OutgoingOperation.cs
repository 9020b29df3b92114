using Fairlead.Engines.Feeding;
using Fairlead.Linux;
using Fairlead.Rules;
using Fairlead.Rules.Evaluation;

namespace Fairlead.Engines.Seccomp.Operations;

/// <summary>connect(2) whose connection is made at a remote target.</summary>
/// <remarks>
/// <para>Order of events. The attempt is begun - the call waits until its result is known, open to signals and to
/// SO_SNDTIMEO - an error there is the call's - else the program's own socket is connected to the relay of the attempt, on
/// loopback, as a redirected one is: <see cref="ConnectOperation"/> - getpeername(2) shows where the program wanted to go,
/// getsockname(2) the address that the connection has at the target.</para>
/// <para>The filter goes without SECCOMP_FILTER_FLAG_WAIT_KILLABLE_RECV, so a call can be made again: it finds its
/// attempt under way, or its socket in a state in which the kernel does not look at the address any more, and goes on.</para>
/// <para>Limits. A call on a socket that does not block waits, too: the kernel has no socket that is being connected and
/// goes nowhere. A socket that is tied to a device other than loopback does not reach the relay, and is refused.</para>
/// </remarks>
internal sealed unsafe class OutgoingOperation(Steering steering, IOutgoing? outgoing) : IDisposable
{
    private const string NoProtocol = "only TCP and UDP can leave from the target";
    private const string Device = "the socket is tied to a device, from which the relay on loopback cannot be reached";
    private const string NoWay = "the relay on loopback cannot be reached from this socket";
    private const int Loopback = 1;
    private readonly PendingAttempts? _pending = outgoing is null ? null : new PendingAttempts(outgoing);
    private readonly DatagramRelays? _relays = outgoing is null ? null : new DatagramRelays(outgoing);

    /// <summary>When <see cref="GiveUp"/> has something to do.</summary>
    public long Due => _pending?.Due ?? long.MaxValue;

    /// <summary>connect(2).</summary>
    public Verdict Connect(TrappedCall call, (Address Address, ushort Port) asked, in Decision decision)
    {
        var isTcp = call.Protocol == Protocol.Tcp;
        if (isTcp && HasBegun(call.Socket))
        {
            return Verdict.Continue(PassReason.Joined);
        }
        if (Obstacle(call) is { } why)
        {
            steering.Report(call, "connect", asked, decision, Errno.EADDRNOTAVAIL, why);
            return Verdict.Fail(Errno.EADDRNOTAVAIL);
        }
        var cookie = Steering.CookieOf(call.Socket);
        return isTcp ? ConnectStream(call, cookie, asked, decision) : ConnectDatagrams(call, cookie, asked, decision);
    }

    /// <summary>Puts the address of a relay in the place of a datagram's own.</summary>
    /// <param name="call">The call.</param>
    /// <param name="asked">Where the datagram is to go.</param>
    /// <param name="decision">What the rules say.</param>
    /// <param name="isNew">Whether it is the first of its kind: <see cref="Sent"/> wants to know.</param>
    public Errno Redirect(TrappedCall call, (Address Address, ushort Port) asked, in Decision decision, out bool isNew)
    {
        isNew = false;
        if (Obstacle(call) is { } why)
        {
            steering.Report(call, "send", asked, decision, Errno.EADDRNOTAVAIL, why);
            return Errno.EADDRNOTAVAIL;
        }
        var cookie = Steering.CookieOf(call.Socket);
        var attempt = _relays!.Find(cookie, asked, out isNew);
        if (attempt.Result != Errno.None)
        {
            var errno = attempt.Result;
            _relays.Remove(cookie, asked);
            return errno;
        }
        if (isNew)
        {
            steering.Report(call, "send", asked, decision, Errno.None, "from the target");
        }
        WriteRelay(call, attempt);
        return Errno.None;
    }

    /// <summary>A datagram was sent to its relay: the socket has a port by now.</summary>
    public void Sent(TrappedCall call, (Address Address, ushort Port) asked)
    {
        var attempt = _relays!.Find(Steering.CookieOf(call.Socket), asked, out _);
        if (SocketAddress.TryGetLocal(call.Socket, out var local, out var port))
        {
            attempt.Connected(local.Unmap(), port);
        }
    }

    /// <summary>A call has ended before it got its answer.</summary>
    public void Interrupted(ulong call) => _pending?.Interrupted(call);

    /// <summary>Gives up the attempts that no call waits for any more.</summary>
    public void GiveUp() => _pending?.GiveUp();

    /// <inheritdoc/>
    public void Dispose()
    {
        _pending?.Dispose();
        _relays?.Dispose();
    }

    private Verdict ConnectStream(
        TrappedCall call, ulong cookie, (Address Address, ushort Port) asked, in Decision decision)
    {
        var attempt = _pending!.Join(cookie, call.Id, asked);
        var isReady = IsReady(attempt);
        if (!isReady && TraceeSocket.HasTimeLeft(call, SocketConstants.SO_SNDTIMEO))
        {
            return Wait(call, attempt);
        }
        _pending.Take(cookie);
        var verdict = Arrive(call, cookie, asked, decision, attempt, isReady ? attempt.Result : Expired(call));
        if (verdict is { Kind: VerdictKind.Fail, Errno: not Errno.EINPROGRESS } || !isReady)
        {
            attempt.Dispose();
        }
        return verdict;
    }

    private Verdict ConnectDatagrams(
        TrappedCall call, ulong cookie, (Address Address, ushort Port) asked, in Decision decision)
    {
        var attempt = _relays!.Find(cookie, asked, out _);
        var verdict = Arrive(call, cookie, asked, decision, attempt, attempt.Result);
        if (verdict.Kind == VerdictKind.Fail)
        {
            _relays.Remove(cookie, asked);
        }
        return verdict;
    }

    private Verdict Arrive(
        TrappedCall call, ulong cookie, (Address Address, ushort Port) asked, in Decision decision, OutgoingAttempt attempt,
        Errno errno)
    {
        if (errno != Errno.None)
        {
            steering.Report(call, "connect", asked, decision, errno);
            return Verdict.Fail(errno);
        }
        WriteRelay(call, attempt);
        var verdict = ConnectOperation.Begin(call);
        if (verdict is { Kind: VerdictKind.Fail, Errno: not Errno.EINPROGRESS })
        {
            steering.Report(call, "connect", asked, decision, verdict.Errno, NoWay);
            return verdict;
        }
        Hide(call, cookie, asked, attempt);
        var socket = verdict.Kind == VerdictKind.Wait ? verdict.Descriptor : call.Socket;
        if (SocketAddress.TryGetLocal(socket, out var local, out var port))
        {
            attempt.Connected(local.Unmap(), port);
        }
        steering.Report(call, "connect", asked, decision, Errno.None, "from the target");
        return verdict;
    }

    private void Hide(TrappedCall call, ulong cookie, (Address Address, ushort Port) asked, OutgoingAttempt attempt)
    {
        var (local, port) = attempt.Local;
        steering.PeerNames.Set(cookie, new HiddenName(call.IsInet6 ? asked.Address.Map() : asked.Address, asked.Port));
        if (!local.IsWildcard)
        {
            steering.TargetNames.Set(cookie, new HiddenName(call.IsInet6 ? local.Map() : local, port));
        }
    }

    private static void WriteRelay(TrappedCall call, OutgoingAttempt attempt)
    {
        var (address, port) = attempt.Relay;
        call.Sockaddr = default;
        call.SockaddrLength = SocketAddress.Write(ref call.Sockaddr, call.IsInet6 ? address.Map() : address, port);
    }

    private static Verdict Wait(TrappedCall call, OutgoingAttempt attempt)
    {
        var ready = Libc.fcntl(attempt.Ready, FcntlConstants.F_DUPFD_CLOEXEC, 3);
        return ready.Ok ? Verdict.Wait(ready.Int, pollfd.POLLIN, call.Deadline) : Verdict.Fail(ready.Errno);
    }

    // EINPROGRESS would tell a program that does not block to wait for a connection that nobody makes.
    private static Errno Expired(TrappedCall call) => call.IsNonBlocking() ? Errno.ETIMEDOUT : Errno.EINPROGRESS;

    private static bool IsReady(OutgoingAttempt attempt)
    {
        pollfd fd = new() { fd = attempt.Ready, events = pollfd.POLLIN };
        return Libc.poll(&fd, 1, 0).Value > 0;
    }

    // In any other state than this one the kernel does not look at the address: it waits, or says EISCONN.
    private static bool HasBegun(int socket) =>
        Libc.getsockopt(socket, InConstants.IPPROTO_TCP, InConstants.TCP_INFO, out int info) == Errno.None
        && (byte)info != InConstants.TCP_CLOSE;

    private static string? Obstacle(TrappedCall call)
    {
        if (call.Protocol == Protocol.Any)
        {
            return NoProtocol;
        }
        var errno = Libc.getsockopt(
            call.Socket, SocketConstants.SOL_SOCKET, SocketConstants.SO_BINDTOIFINDEX, out int device);
        return errno == Errno.None && device is not (0 or Loopback) ? Device : null;
    }
}
