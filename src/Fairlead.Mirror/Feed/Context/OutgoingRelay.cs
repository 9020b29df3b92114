using Fairlead.Engines.Feeding;
using Fairlead.Linux;
using Fairlead.Mirror.Sockets;
using Fairlead.Rules;

namespace Fairlead.Mirror.Feed.Context;

/// <summary>Where the program's connections go that are made at the target: sockets on loopback, and streams of the session.</summary>
/// <remarks>
/// <para>Goals. The program sees of a connection what it would see at the target: the error, or the data, half-closes and
/// resets of the other end.</para>
/// <para>Order of events, TCP. The agent is asked to connect - its answer makes the attempt ready - the program's socket is
/// connected to the one listener of its family - what the listener accepts is told apart by the peer's address, which the
/// supervisor names too - socket and stream are joined.</para>
/// <para>Order of events, UDP: <see cref="OutgoingFlow"/>.</para>
/// <para>Limits. What finds the listener without an attempt of its own is closed. A host without IPv6 serves IPv6 remotes
/// on the session's IPv4 address, which a socket of IPV6_V6ONLY does not reach.</para>
/// </remarks>
internal sealed class OutgoingRelay : IOutgoing, IDisposable
{
    private const int MostFlows = 4096;
    private readonly FeedSession _session;
    private readonly RelayListener _v4;
    private readonly RelayListener _v6;
    private int _flows;

    /// <exception cref="LinuxException">There is no port for it.</exception>
    public OutgoingRelay(FeedSession session)
    {
        _session = session;
        _v4 = RelayListener.Open(session.Loop, session.Address)
            ?? throw new LinuxException($"listen on {session.Address}", Errno.EADDRNOTAVAIL, "the relay of outgoing connections has no place");
        _v6 = RelayListener.Open(session.Loop, Address.LoopbackV6) ?? _v4;
        AlwaysReady = LinuxException.Check(
            Libc.eventfd(1, FcntlConstants.O_CLOEXEC | FcntlConstants.O_NONBLOCK), "eventfd");
    }

    /// <summary>An eventfd for attempts that are ready at once.</summary>
    public int AlwaysReady { get; }

    /// <inheritdoc/>
    public OutgoingAttempt Begin(Protocol protocol, Address remote, ushort port)
    {
        var listener = remote.IsV4 ? _v4 : _v6;
        var server = new SocketName(remote, port);
        return protocol == Protocol.Tcp
            ? OutgoingStream.Begin(_session, listener, server)
            : OutgoingFlow.Begin(_session, this, listener.Name.Address, server);
    }

    /// <summary>Whether there may be one more flow of datagrams.</summary>
    public bool TryAddFlow()
    {
        if (Interlocked.Increment(ref _flows) <= MostFlows)
        {
            return true;
        }
        Interlocked.Decrement(ref _flows);
        return false;
    }

    /// <summary>One has ended.</summary>
    public void RemoveFlow() => Interlocked.Decrement(ref _flows);

    /// <summary>After the loop has ended.</summary>
    public void Dispose()
    {
        _v4.Dispose();
        if (_v6 != _v4)
        {
            _v6.Dispose();
        }
        _ = Libc.close(AlwaysReady);
    }
}
