using Fairlead.Engines.Feeding;
using Fairlead.Forward.Loop;
using Fairlead.Linux;
using Fairlead.Mirror.Frames;
using Fairlead.Mirror.Sockets;
using Fairlead.Rules;
using static Fairlead.Linux.epoll_event;
using static Fairlead.Linux.SocketConstants;

namespace Fairlead.Mirror.Feed.Context;

/// <summary>The datagrams of one socket of the program with one remote of the target.</summary>
/// <remarks>
/// <para>Order of events. A relay socket on loopback is there at once - the first datagram opens a stream, and an idle one is
/// closed by the agent, so the next datagram opens another - what comes back goes to who sent.</para>
/// <para>Errors. A socket that is connected learns of an ICMP error: so when the agent says that the remote refused, the relay
/// goes away for a moment, and the kernel says ECONNREFUSED to what is sent meanwhile. Other sockets are told nothing, as ever.</para>
/// <para>The end. Nothing tells when the program closes its socket. So while nothing passes, the relay tries to take the
/// socket's port: where it is free, the socket is gone.</para>
/// <para>Limits. An error reaches a program that waits to receive only once it sends again.</para>
/// </remarks>
internal sealed class OutgoingFlow : OutgoingAttempt, IStream, IReady
{
    private const string Overrun = "outgoing-overrun";
    private const int LookEvery = 15_000;
    private const int RefusedFor = 1000;
    private const int MostReads = 64;
    private readonly FeedSession _session;
    private readonly OutgoingRelay _relay;
    private readonly SocketName _server;
    private readonly SocketName _name;
    private readonly Look _look;
    private int _socket;
    private uint _stream;
    private SocketName _peer;
    private bool _isConnected;
    private bool _isUsed = true;
    private volatile bool _isOver;

    private OutgoingFlow(FeedSession session, OutgoingRelay relay, SocketName server, int socket)
    {
        (_session, _relay, _server, _socket, _look) = (session, relay, server, socket, new Look(this));
        _name = SocketName.LocalOf(socket);
    }

    /// <inheritdoc/>
    public override int Ready => _relay.AlwaysReady;

    /// <inheritdoc/>
    public override Errno Result => Errno.None;

    /// <inheritdoc/>
    public override (Address Address, ushort Port) Relay => (_name.Address, _name.Port);

    /// <inheritdoc/>
    public override (Address Address, ushort Port) Local => (_server.Address.IsV4 ? Address.AnyV4 : Address.AnyV6, 0);

    /// <inheritdoc/>
    public override bool IsOver => _isOver;

    /// <summary>Begins. From any thread.</summary>
    public static OutgoingAttempt Begin(FeedSession session, OutgoingRelay relay, Address address, SocketName server)
    {
        if (session.IsOver)
        {
            return new FailedFlow(relay.AlwaysReady, Errno.ENETUNREACH);
        }
        if (!relay.TryAddFlow())
        {
            return new FailedFlow(relay.AlwaysReady, Errno.ENOBUFS);
        }
        var opened = Open(new SocketName(address, 0));
        if (!opened.Ok)
        {
            relay.RemoveFlow();
            return new FailedFlow(relay.AlwaysReady, opened.Errno);
        }
        var flow = new OutgoingFlow(session, relay, server, opened.Int);
        session.Loop.Post(flow.Watch);
        return flow;
    }

    /// <inheritdoc/>
    public override void Connected(Address source, ushort port) => _session.Loop.Post(() =>
    {
        _isConnected = !source.IsWildcard;
        if (_peer.Port != 0 && _peer.Port != port)
        {
            // A stranger was first.
            Finish();
        }
    });

    /// <inheritdoc/>
    public override void Dispose() => _session.Loop.Post(Finish);

    /// <inheritdoc/>
    void IReady.Ready(uint events)
    {
        Span<byte> room = stackalloc byte[FrameHeader.MostPayload];
        for (var i = 0; i < MostReads && _socket >= 0; i++)
        {
            var got = Datagram.Receive(_socket, room, out var from);
            if (got.Ok)
            {
                Send(from, room[..got.Int]);
            }
            else if (got.Errno == Errno.ECONNREFUSED)
            {
                Finish();
            }
            else
            {
                break;
            }
        }
    }

    /// <inheritdoc/>
    public void Received(in FrameHeader header, ReadOnlySpan<byte> payload)
    {
        switch (header.Type)
        {
            case FrameType.Opened or FrameType.Credit:
                break;
            case FrameType.Data:
                Deliver(payload);
                break;
            case FrameType.Refused:
                Refuse();
                break;
            case FrameType.End:
                CloseStream();
                break;
            case FrameType.Reset:
                CloseStream();
                Refuse();
                break;
            default:
                throw new ProtocolException($"the agent sent {header.Type} on a stream of datagrams");
        }
    }

    /// <inheritdoc/>
    public void Abandon() => Finish();

    private static SysResult Open(SocketName name)
    {
        var opened = name.Open(SOCK_DGRAM);
        if (!opened.Ok || name.Bind(opened.Int) is not (not Errno.None and var errno))
        {
            return opened;
        }
        _ = Libc.close(opened.Int);
        return new SysResult(-1, errno);
    }

    private void Watch()
    {
        _ = _session.Loop.Add(_socket, EPOLLIN, this);
        _look.Set(LookEvery);
    }

    // From now on the kernel lets nobody else send here, and says when the program's socket is gone.
    private void Send(SocketName from, ReadOnlySpan<byte> datagram)
    {
        if (_peer != from)
        {
            _peer = from;
            _ = from.Connect(_socket);
        }
        _isUsed = true;
        if (_stream == 0)
        {
            _stream = _session.NewStream();
            var message = new OpenMessage(0, "udp", "", _server.ToString());
            _session.Begin(_stream, this, link => link.Send(FrameType.Open, _stream, message, Messages.Default.OpenMessage));
        }
        if (_session.Link.HasRoom && !_session.IsOver)
        {
            _session.Link.Send(FrameType.Data, _stream, datagram);
        }
        else
        {
            _session.Traffic.Drop(Overrun);
        }
    }

    private void Deliver(ReadOnlySpan<byte> datagram)
    {
        _isUsed = true;
        if (_socket >= 0 && Libc.write(_socket, datagram).Errno == Errno.ECONNREFUSED)
        {
            Finish();
        }
    }

    private void Refuse()
    {
        if (_isConnected && _socket >= 0)
        {
            _session.Loop.Close(_socket);
            _socket = -1;
            _look.Set(RefusedFor);
        }
    }

    private void LookAgain()
    {
        if (_socket < 0)
        {
            ComeBack();
        }
        else if (!_isUsed && (_peer.Port == 0 || IsPeerGone()))
        {
            Finish();
        }
        else
        {
            _isUsed = false;
            _look.Set(LookEvery);
        }
    }

    private void ComeBack()
    {
        var opened = Open(_name);
        if (!opened.Ok)
        {
            Finish();
            return;
        }
        (_socket, _peer) = (opened.Int, default);
        Watch();
    }

    private bool IsPeerGone()
    {
        var probe = Open(_peer);
        if (probe.Ok)
        {
            _ = Libc.close(probe.Int);
        }
        return probe.Errno != Errno.EADDRINUSE;
    }

    private void CloseStream()
    {
        _session.Remove(_stream);
        _stream = 0;
    }

    private void Finish()
    {
        if (_isOver)
        {
            return;
        }
        _isOver = true;
        _relay.RemoveFlow();
        _look.Cancel();
        if (_socket >= 0)
        {
            _session.Loop.Close(_socket);
            _socket = -1;
        }
        if (_stream != 0)
        {
            _session.Link.SendReset(_stream, ResetReason.LocalClosed);
            CloseStream();
        }
    }

    private sealed class Look(OutgoingFlow flow) : Timed
    {
        public void Set(int after)
        {
            Cancel();
            flow._session.Loop.Timers.Set(this, flow._session.Loop.Now + after);
        }

        public void Cancel() => flow._session.Loop.Timers.Cancel(this);

        internal override void Expire() => flow.LookAgain();
    }
}

/// <summary>Datagrams that cannot be relayed.</summary>
internal sealed class FailedFlow(int ready, Errno errno) : OutgoingAttempt
{
    /// <inheritdoc/>
    public override int Ready => ready;

    /// <inheritdoc/>
    public override Errno Result => errno;

    /// <inheritdoc/>
    public override (Address Address, ushort Port) Relay => default;

    /// <inheritdoc/>
    public override (Address Address, ushort Port) Local => (Address.AnyV4, 0);

    /// <inheritdoc/>
    public override bool IsOver => true;

    /// <inheritdoc/>
    public override void Dispose()
    {
    }
}
