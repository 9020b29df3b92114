using System.Buffers.Binary;
using Fairlead.Linux;
using Fairlead.Mirror.Agent.Passive;
using Fairlead.Mirror.Frames;
using Fairlead.Mirror.Sockets;

namespace Fairlead.Mirror.Agent.Udp;

/// <summary>UDP ports that are mirrored: copies of the datagrams that arrive there.</summary>
/// <remarks>
/// <para>How. Packets are copied as they arrive (<see cref="PacketCapture"/>), and nothing else is touched: the client and the real
/// program do not notice. CAP_NET_RAW is all it needs.</para>
/// <para>Order of events. A packet is put together if it came in fragments; what the kernel has put together is taken apart into
/// datagrams; its checksum is looked at, so that nothing is copied that the real program does not get; then it goes to
/// its client's stream.</para>
/// <para>Limits. What a firewall of the target drops is copied too. Packets of IPsec and tunnels are copied where they come out.</para>
/// </remarks>
internal sealed class CopiedDatagrams : ISubscription, IPacketTaker, IDatagramOwner
{
    private const int Header = 8;
    private readonly AgentSession _session;
    private readonly Wanted _wants;
    private readonly DatagramStreams _streams;
    private readonly HostAddresses _addresses = new();
    private readonly FragmentTable _fragments = new();
    private readonly PacketCapture _capture;
    private long _lostFragments;

    /// <exception cref="RefusalException">It cannot be.</exception>
    /// <exception cref="LinuxException">The kernel refuses a step.</exception>
    public CopiedDatagrams(AgentSession session, uint stream, SubscribeMessage asked)
    {
        (_session, _wants) = (session, new Wanted(asked));
        _streams = new DatagramStreams(session, stream, this);
        BoundPorts.MustHave(_wants.First, _wants.Last);
        _capture = new PacketCapture(session, InConstants.IPPROTO_UDP, _wants.First, _wants.Last, this);
    }

    /// <inheritdoc/>
    public string[] Warnings => [];

    /// <inheritdoc/>
    public void Take(in CopiedPacket packet)
    {
        if (packet.IsCut || !IpPacket.TryRead(packet.Bytes, out var ip))
        {
            _session.Counters.Drop(DropReason.Truncated);
            return;
        }
        if (ip.Protocol != InConstants.IPPROTO_UDP)
        {
            return;
        }
        if (!ip.IsFragment)
        {
            Take(packet, ip, ip.Payload);
        }
        else if (_fragments.TryComplete(ip, _session.Loop.Now, out var whole))
        {
            Take(packet, ip, whole);
        }
    }

    /// <inheritdoc/>
    public void Dropped(long count, bool wasPaused) =>
        _session.Counters.Drop(wasPaused ? DropReason.Overrun : DropReason.Kernel, count);

    /// <inheritdoc/>
    public void Tick()
    {
        _streams.Expire();
        _addresses.Forget();
        _fragments.Expire(_session.Loop.Now);
        if (_fragments.Lost > _lostFragments)
        {
            _session.Counters.Drop(DropReason.Fragment, _fragments.Lost - _lostFragments);
            _lostFragments = _fragments.Lost;
        }
    }

    /// <inheritdoc/>
    public void Answer(DatagramStream stream, ReadOnlySpan<byte> datagram) =>
        throw new ProtocolException("the feeder answers on a stream that is mirrored");

    /// <inheritdoc/>
    public void Refuse(DatagramStream stream)
    {
        // It stays, and what comes is counted, until its client has been silent for a while.
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _capture.Dispose();
        _streams.EndAll();
    }

    private void Take(in CopiedPacket packet, in IpPacket ip, ReadOnlySpan<byte> datagram)
    {
        if (datagram.Length < Header)
        {
            return;
        }
        var port = BinaryPrimitives.ReadUInt16BigEndian(datagram[2..]);
        if (port < _wants.First || port > _wants.Last || !TryFind(packet, ip, datagram, port, out var stream))
        {
            return;
        }
        // A jumbo datagram does not say its length.
        int length = BinaryPrimitives.ReadUInt16BigEndian(datagram[4..]);
        length = length == 0 ? datagram.Length : length;
        if (length < Header || length > datagram.Length)
        {
            _session.Counters.Drop(DropReason.Truncated);
        }
        else if (!packet.IsGood && !IsGood(ip, datagram[..length]))
        {
            _session.Counters.Drop(DropReason.Checksum);
        }
        else
        {
            SendEach(stream, datagram[Header..length], packet.DatagramSize);
        }
    }

    private bool TryFind(in CopiedPacket packet, in IpPacket ip, ReadOnlySpan<byte> datagram, ushort port, out DatagramStream stream)
    {
        var client = new SocketName(ip.Source, BinaryPrimitives.ReadUInt16BigEndian(datagram));
        var device = HostAddresses.IsLinkLocal(ip.Source) ? packet.Device : 0;
        var flow = new DatagramFlow(client, new SocketName(ip.Destination, port), device);
        if (_streams.TryUse(flow, out stream))
        {
            return true;
        }
        if (!_wants.Contains(ip.Destination) || !_addresses.Contains(ip.Destination, packet.Device))
        {
            return false;
        }
        stream = _streams.Open(flow);
        return true;
    }

    private static bool IsGood(in IpPacket ip, ReadOnlySpan<byte> datagram) =>
        BinaryPrimitives.ReadUInt16BigEndian(datagram[6..]) == 0
        || InternetChecksum.Of(ip.Source, ip.Destination, InConstants.IPPROTO_UDP, datagram) == 0;

    private void SendEach(DatagramStream stream, ReadOnlySpan<byte> payload, int size)
    {
        while (size > 0 && payload.Length > size)
        {
            _streams.Send(stream, payload[..size]);
            payload = payload[size..];
        }
        _streams.Send(stream, payload);
    }
}
