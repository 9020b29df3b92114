namespace Fairlead.Engines.Cgroup.Compile;

/// <summary>Offsets in struct bpf_sock_addr of linux/bpf.h: what programs of bind, connect, sendmsg and names see.</summary>
internal static class SockAddr
{
    public const int user_family = 0;
    public const int user_ip4 = 4;
    public const int user_ip6 = 8;

    /// <summary>In network order, in 32 bits.</summary>
    public const int user_port = 24;

    /// <summary>The family of the socket.</summary>
    public const int family = 28;

    public const int type = 32;
    public const int protocol = 36;
    public const int msg_src_ip4 = 40;
    public const int msg_src_ip6 = 44;
    public const int sk = 64;
}

/// <summary>Offsets in struct bpf_sock_ops of linux/bpf.h: what programs of socket operations see.</summary>
internal static class SockOps
{
    public const int op = 0;
    public const int family = 20;
    public const int local_ip4 = 28;
    public const int local_ip6 = 48;

    /// <summary>In host order.</summary>
    public const int local_port = 68;

    public const int sk = 184;
}

/// <summary>Offsets in struct bpf_sock of linux/bpf.h.</summary>
internal static class BpfSock
{
    public const int family = 4;
    public const int protocol = 12;
    public const int src_ip4 = 24;
    public const int src_ip6 = 28;

    /// <summary>In host order.</summary>
    public const int src_port = 44;

    /// <summary>In network order, in 16 bits with 16 of zero.</summary>
    public const int dst_port = 48;

    public const int dst_ip4 = 52;
    public const int dst_ip6 = 56;

    public const int state = 72;
}

/// <summary>Offsets in struct __sk_buff of linux/bpf.h: what programs of ingress see.</summary>
internal static class SkBuff
{
    public const int pkt_type = 4;

    /// <summary>The EtherType, in network order.</summary>
    public const int protocol = 16;

    public const int sk = 168;
}
