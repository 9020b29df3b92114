using System.Runtime.InteropServices;

namespace Fairlead.Linux;

/// <summary>linux/if_packet.h, linux/if_ether.h and linux/virtio_net.h: packet(7).</summary>
public static class PacketConstants
{
    public const int AF_PACKET = 17;
    public const int SOL_PACKET = 263;

    public const int ETH_P_IP = 0x0800;
    public const int ETH_P_IPV6 = 0x86DD;

    public const int PACKET_HOST = 0;
    public const int PACKET_BROADCAST = 1;
    public const int PACKET_MULTICAST = 2;

    public const int PACKET_RX_RING = 5;
    public const int PACKET_STATISTICS = 6;
    public const int PACKET_VERSION = 10;
    public const int PACKET_VNET_HDR = 15;
    public const int TPACKET_V3 = 2;

    public const uint TP_STATUS_KERNEL = 0;
    public const uint TP_STATUS_USER = 1 << 0;
    public const uint TP_STATUS_CSUMNOTREADY = 1 << 3;
    public const uint TP_STATUS_CSUM_VALID = 1 << 7;

    public const int VIRTIO_NET_HDR_GSO_NONE = 0;
    public const int VIRTIO_NET_HDR_GSO_UDP_L4 = 5;
}

/// <summary>struct sockaddr_ll of linux/if_packet.h.</summary>
[StructLayout(LayoutKind.Sequential)]
public unsafe struct sockaddr_ll
{
    public ushort sll_family;
    public ushort sll_protocol;
    public int sll_ifindex;
    public ushort sll_hatype;
    public byte sll_pkttype;
    public byte sll_halen;
    public fixed byte sll_addr[8];
}

/// <summary>struct tpacket_req3 of linux/if_packet.h: PACKET_RX_RING of TPACKET_V3.</summary>
[StructLayout(LayoutKind.Sequential)]
public struct tpacket_req3
{
    public uint tp_block_size;
    public uint tp_block_nr;
    public uint tp_frame_size;
    public uint tp_frame_nr;
    public uint tp_retire_blk_tov;
    public uint tp_sizeof_priv;
    public uint tp_feature_req_word;
}

/// <summary>struct tpacket_stats_v3 of linux/if_packet.h: PACKET_STATISTICS of TPACKET_V3.</summary>
[StructLayout(LayoutKind.Sequential)]
public struct tpacket_stats_v3
{
    public uint tp_packets;
    public uint tp_drops;
    public uint tp_freeze_q_cnt;
}

/// <summary>struct tpacket_hdr_v1 of linux/if_packet.h: what stands in a block of a ring.</summary>
[StructLayout(LayoutKind.Sequential)]
public struct tpacket_hdr_v1
{
    public uint block_status;
    public uint num_pkts;
    public uint offset_to_first_pkt;
    public uint blk_len;
    public ulong seq_num;
    public ulong ts_first_pkt;
    public ulong ts_last_pkt;
}

/// <summary>struct tpacket_block_desc of linux/if_packet.h: the beginning of a block.</summary>
[StructLayout(LayoutKind.Sequential)]
public struct tpacket_block_desc
{
    public uint version;
    public uint offset_to_priv;
    public tpacket_hdr_v1 hdr;
}

/// <summary>struct tpacket3_hdr of linux/if_packet.h: the beginning of a packet in a block; its sockaddr_ll follows.</summary>
[StructLayout(LayoutKind.Sequential)]
public unsafe struct tpacket3_hdr
{
    public uint tp_next_offset;
    public uint tp_sec;
    public uint tp_nsec;
    public uint tp_snaplen;
    public uint tp_len;
    public uint tp_status;
    public ushort tp_mac;
    public ushort tp_net;
    public tpacket_hdr_variant1 hv1;
    public fixed byte tp_padding[8];
}

/// <summary>struct tpacket_hdr_variant1 of linux/if_packet.h.</summary>
[StructLayout(LayoutKind.Sequential)]
public struct tpacket_hdr_variant1
{
    public uint tp_rxhash;
    public uint tp_vlan_tci;
    public ushort tp_vlan_tpid;
    public ushort tp_padding;
}

/// <summary>struct virtio_net_hdr of linux/virtio_net.h: stands before a packet where PACKET_VNET_HDR is set.</summary>
[StructLayout(LayoutKind.Sequential)]
public struct virtio_net_hdr
{
    public byte flags;
    public byte gso_type;
    public ushort hdr_len;
    public ushort gso_size;
    public ushort csum_start;
    public ushort csum_offset;
}
