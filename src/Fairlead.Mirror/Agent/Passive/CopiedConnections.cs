using Fairlead.Linux;
using Fairlead.Mirror.Agent.Tcp;
using Fairlead.Mirror.Agent.Udp;
using Fairlead.Mirror.Frames;
using Fairlead.Mirror.Sockets;

namespace Fairlead.Mirror.Agent.Passive;

/// <summary>TCP ports that are mirrored passively: what clients send is put together from copies of their packets.</summary>
/// <remarks>
/// <para>Goal. A mirror for agents that have CAP_NET_RAW alone, which cannot be felt by anybody at the target.</para>
/// <para>Limits. It is not exact: packets that come faster than they are read are lost, and a copy with a gap ends there, which is
/// counted and said. Connections that stood before are not seen. What a firewall of the target drops is copied too, and so are bytes
/// that the real program does not take because it closes. Data that comes with the request (TCP Fast Open) and segments that came
/// in IP fragments are gaps.</para>
/// </remarks>
internal sealed class CopiedConnections : ISubscription, IPacketTaker
{
    private const int Most = 4096;
    private const int HandshakePatience = 10_000;
    private readonly Wanted _wants;
    private readonly uint _stream;
    private readonly HostAddresses _addresses = new();
    private readonly RecentTable<(SocketName, SocketName), CopiedConnection> _asking = new();
    private readonly RecentTable<(SocketName, SocketName), CopiedConnection> _standing = new();
    private readonly PacketCapture _capture;

    /// <exception cref="RefusalException">It cannot be.</exception>
    /// <exception cref="LinuxException">The kernel refuses a step.</exception>
    public CopiedConnections(AgentSession session, uint stream, SubscribeMessage asked)
    {
        (Session, _stream, _wants) = (session, stream, new Wanted(asked));
        MustListen(_wants.First, _wants.Last);
        _capture = new PacketCapture(session, InConstants.IPPROTO_TCP, _wants.First, _wants.Last, this);
    }

    public AgentSession Session { get; }

    /// <summary>What waits for missing bytes.</summary>
    public HeldBytes Held { get; } = new();

    /// <inheritdoc/>
    public string[] Warnings => [];

    /// <summary>A connection stands: tells the feeder.</summary>
    public uint Open(CopiedConnection connection)
    {
        _asking.Remove(connection.Key);
        while (_standing.Count >= Most && _standing.TryTakeOldest(long.MaxValue, out var oldest))
        {
            oldest.Drop(ResetReason.TooMany);
        }
        _standing.Add(connection.Key, connection, Session.Loop.Now);
        var stream = Session.NewStream();
        Session.Add(stream, connection);
        Session.Counters.Connections++;
        var message = new OpenMessage(_stream, "tcp", connection.Key.Client.ToString(), connection.Key.Server.ToString());
        Session.Link.Send(FrameType.Open, stream, message, Messages.Default.OpenMessage);
        return stream;
    }

    /// <summary>A connection is over.</summary>
    public void Forget(CopiedConnection connection)
    {
        _ = _asking.Remove(connection.Key) || _standing.Remove(connection.Key);
        Session.Remove(connection.Stream);
    }

    /// <inheritdoc/>
    public void Take(in CopiedPacket packet)
    {
        // What is cut or wrong shows up as a gap, unless the client sends it again.
        if (packet.IsCut || !IpPacket.TryRead(packet.Bytes, out var ip) || ip.Protocol != InConstants.IPPROTO_TCP || ip.IsFragment
            || !TcpSegment.TryRead(ip.Payload, out var segment)
            || segment.DestinationPort < _wants.First || segment.DestinationPort > _wants.Last)
        {
            return;
        }
        if (!packet.IsGood && InternetChecksum.Of(ip.Source, ip.Destination, InConstants.IPPROTO_TCP, ip.Payload) != 0)
        {
            Session.Counters.Drop(DropReason.Checksum);
            return;
        }
        var key = (new SocketName(ip.Source, segment.SourcePort), new SocketName(ip.Destination, segment.DestinationPort));
        var isKnown = _standing.TryUse(key, Session.Loop.Now, out var connection) || _asking.TryUse(key, Session.Loop.Now, out connection);
        if (segment.IsSyn)
        {
            Ask(key, segment.Sequence, isKnown ? connection : null, packet.Device);
        }
        else if (isKnown)
        {
            connection.Take(segment);
        }
    }

    /// <inheritdoc/>
    public void Dropped(long count, bool wasPaused) =>
        Session.Counters.Drop(wasPaused ? DropReason.PassiveOverrun : DropReason.Kernel, count);

    /// <inheritdoc/>
    public void Tick()
    {
        _addresses.Forget();
        while (_asking.TryTakeOldest(Session.Loop.Now - HandshakePatience, out _))
        {
        }
        foreach (var connection in _standing.Values.ToArray())
        {
            connection.Tick(Session.Loop.Now);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _capture.Dispose();
        foreach (var connection in _standing.Values.ToArray())
        {
            Session.Remove(connection.Stream);
        }
    }

    private void Ask((SocketName Client, SocketName Server) key, uint sequence, CopiedConnection? before, int device)
    {
        if (before is not null && before.IsBegunBy(sequence))
        {
            return;
        }
        before?.Drop(DroppedCopy.Unended);
        if (_wants.Contains(key.Server.Address) && _addresses.Contains(key.Server.Address, device))
        {
            _ = _asking.Count < Most || _asking.TryTakeOldest(long.MaxValue, out _);
            _asking.Add(key, new CopiedConnection(this, key.Client, key.Server, sequence), Session.Loop.Now);
        }
    }

    private static void MustListen(ushort first, ushort last)
    {
        var listeners = ListenerTable.Read();
        if (listeners.Of(first, last) != Listening.Nowhere)
        {
            return;
        }
        var text = first == last ? $"{first}" : $"{first}-{last}";
        throw new RefusalException(
            Errno.ECONNREFUSED, $"nobody listens on tcp port {text} at the target: {listeners}");
    }
}
