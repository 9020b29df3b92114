using System.Buffers.Binary;
using Fairlead.Bpf.Classic;
using Fairlead.Linux;
using static Fairlead.Linux.MmanConstants;
using static Fairlead.Linux.PacketConstants;
using static Fairlead.Linux.SocketConstants;

namespace Fairlead.Mirror.Agent.Passive;

/// <summary>Copies of the packets of one family that arrive, in memory that the kernel fills: AF_PACKET with TPACKET_V3.</summary>
/// <remarks>
/// <para>Why a ring. A socket's own buffer has net.core.rmem_max bytes at most without CAP_NET_ADMIN, which is three datagrams of
/// the largest size; a ring has what is asked for, with CAP_NET_RAW alone.</para>
/// <para>Why the family's own protocol, not ETH_P_ALL. So each packet comes once, at the device where IP takes it: not as it
/// leaves on the loopback device, nor at a bridge's port, nor with its VLAN's tag.</para>
/// <para>Order of events. The kernel gives a block when it is full, or some milliseconds old; the reader takes its packets, and
/// gives it back. Where no block is free the kernel drops packets, and counts them.</para>
/// </remarks>
internal sealed unsafe class PacketRing : IDisposable
{
    // A quarter of a second of few packets, which the agent may have to wait for a processor; a block holds the largest packet.
    private const int BlockSize = 1 << 17;
    private const int Blocks = 32;
    private const int FrameSize = 1 << 11;
    private const int BlockPatience = 8;

    private readonly byte* _ring;
    private int _next;

    private PacketRing(int socket, byte* ring)
    {
        Socket = socket;
        _ring = ring;
    }

    public int Socket { get; }

    /// <summary>Begins to copy what comes.</summary>
    /// <param name="protocol">ETH_P_IP or ETH_P_IPV6.</param>
    /// <param name="filter">Which packets.</param>
    /// <exception cref="LinuxException">CAP_NET_RAW is missing.</exception>
    public static PacketRing Open(int protocol, Instruction[] filter)
    {
        // With protocol 0 nothing comes before all is set.
        var socket = LinuxException.Check(
            Libc.socket(AF_PACKET, SOCK_RAW | SOCK_NONBLOCK | SOCK_CLOEXEC, 0), "socket(AF_PACKET)");
        try
        {
            Filter(socket, filter);
            Set(socket, PACKET_VERSION, TPACKET_V3, "PACKET_VERSION");
            Set(socket, PACKET_VNET_HDR, 1, "PACKET_VNET_HDR");
            var ring = new PacketRing(socket, Map(socket));
            Bind(socket, protocol);
            return ring;
        }
        catch
        {
            _ = Libc.close(socket);
            throw;
        }
    }

    /// <summary>Takes the packets of one block. False: there is none.</summary>
    public bool ReadBlock(IPacketTaker taker)
    {
        var block = (tpacket_block_desc*)(_ring + ((long)_next * BlockSize));
        if ((Volatile.Read(ref block->hdr.block_status) & TP_STATUS_USER) == 0)
        {
            return false;
        }
        var at = (byte*)block + block->hdr.offset_to_first_pkt;
        for (var i = 0; i < block->hdr.num_pkts; i++)
        {
            var header = (tpacket3_hdr*)at;
            Read(header, taker);
            at += header->tp_next_offset;
        }
        Volatile.Write(ref block->hdr.block_status, TP_STATUS_KERNEL);
        _next = (_next + 1) % Blocks;
        return true;
    }

    /// <summary>How many packets the kernel has dropped since this was asked last.</summary>
    public long NewDrops()
    {
        tpacket_stats_v3 statistics = default;
        var length = Libc.SizeOf<tpacket_stats_v3>();
        return Libc.getsockopt(Socket, SOL_PACKET, PACKET_STATISTICS, &statistics, &length) == Errno.None ? statistics.tp_drops : 0;
    }

    /// <inheritdoc/>
    public void Dispose() => _ = Libc.munmap(_ring, (nuint)BlockSize * Blocks);

    private static void Read(tpacket3_hdr* header, IPacketTaker taker)
    {
        var link = (sockaddr_ll*)((byte*)header + sizeof(tpacket3_hdr));
        if (link->sll_pkttype > PACKET_MULTICAST || header->tp_net < header->tp_mac)
        {
            return;
        }
        var offload = (virtio_net_hdr*)((byte*)header + header->tp_mac - sizeof(virtio_net_hdr));
        var before = header->tp_net - header->tp_mac;
        taker.Take(new CopiedPacket
        {
            Bytes = new ReadOnlySpan<byte>((byte*)header + header->tp_net, Math.Max(0, (int)header->tp_snaplen - before)),
            IsCut = header->tp_snaplen < header->tp_len,
            IsGood = (header->tp_status & (TP_STATUS_CSUMNOTREADY | TP_STATUS_CSUM_VALID)) != 0
                || offload->gso_type != VIRTIO_NET_HDR_GSO_NONE,
            DatagramSize = offload->gso_type == VIRTIO_NET_HDR_GSO_UDP_L4 ? offload->gso_size : 0,
            Device = link->sll_ifindex,
        });
    }

    private static void Filter(int socket, Instruction[] filter)
    {
        fixed (Instruction* instructions = filter)
        {
            sock_fprog program = new() { len = (ushort)filter.Length, filter = instructions };
            LinuxException.ThrowIf(
                Libc.setsockopt(socket, SOL_SOCKET, SO_ATTACH_FILTER, &program, Libc.SizeOf<sock_fprog>()), "SO_ATTACH_FILTER");
        }
    }

    private static void Set(int socket, int option, int value, string name) =>
        LinuxException.ThrowIf(Libc.setsockopt(socket, SOL_PACKET, option, value), name);

    private static byte* Map(int socket)
    {
        tpacket_req3 ring = new()
        {
            tp_block_size = BlockSize,
            tp_block_nr = Blocks,
            tp_frame_size = FrameSize,
            tp_frame_nr = BlockSize / FrameSize * Blocks,
            tp_retire_blk_tov = BlockPatience,
        };
        LinuxException.ThrowIf(
            Libc.setsockopt(socket, SOL_PACKET, PACKET_RX_RING, &ring, Libc.SizeOf<tpacket_req3>()), "PACKET_RX_RING");
        LinuxException.ThrowIf(
            Libc.mmap(BlockSize * Blocks, PROT_READ | PROT_WRITE, MAP_SHARED, socket, 0, out var address), "mmap of a ring of packets");
        return address;
    }

    private static void Bind(int socket, int protocol)
    {
        sockaddr_ll name = new() { sll_family = AF_PACKET, sll_protocol = BinaryPrimitives.ReverseEndianness((ushort)protocol) };
        LinuxException.ThrowIf(Libc.bind(socket, &name, Libc.SizeOf<sockaddr_ll>()), "bind(AF_PACKET)");
    }
}

/// <summary>A packet that arrived, from its IP header on.</summary>
internal readonly ref struct CopiedPacket
{
    public ReadOnlySpan<byte> Bytes { get; init; }

    /// <summary>Whether its end is missing.</summary>
    public bool IsCut { get; init; }

    /// <summary>Whether somebody has checked its checksum, or nobody need: it was made on this host.</summary>
    public bool IsGood { get; init; }

    /// <summary>The size of the datagrams that the kernel has put together in it; 0: it is one.</summary>
    public int DatagramSize { get; init; }

    /// <summary>The index of the device it came by.</summary>
    public int Device { get; init; }
}

/// <summary>Who takes packets.</summary>
internal interface IPacketTaker
{
    /// <summary>A packet; its bytes are there during the call.</summary>
    void Take(in CopiedPacket packet);

    /// <summary>The kernel has dropped packets.</summary>
    /// <param name="count">How many.</param>
    /// <param name="wasPaused">Whether that was while the link had no room for more.</param>
    void Dropped(long count, bool wasPaused);

    /// <summary>A second has passed.</summary>
    void Tick();
}
