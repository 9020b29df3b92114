namespace Fairlead.Engines.Cgroup;

/// <summary>A place in the kernel where programs of a cgroup run: enum bpf_attach_type of linux/bpf.h.</summary>
/// <param name="Name">How people and program names call it.</param>
/// <param name="ProgramType">enum bpf_prog_type.</param>
/// <param name="AttachType">enum bpf_attach_type.</param>
public sealed record Hook(string Name, uint ProgramType, uint AttachType)
{
    private const uint BPF_PROG_TYPE_CGROUP_SKB = 8;
    private const uint BPF_PROG_TYPE_SOCK_OPS = 13;
    private const uint BPF_PROG_TYPE_CGROUP_SOCK_ADDR = 18;

    /// <summary>A packet reaches a socket: BPF_CGROUP_INET_INGRESS.</summary>
    public static Hook Ingress { get; } = new("ingress", BPF_PROG_TYPE_CGROUP_SKB, 0);

    /// <summary>A TCP socket begins to listen, or changes otherwise: BPF_CGROUP_SOCK_OPS.</summary>
    public static Hook SockOps { get; } = new("sockops", BPF_PROG_TYPE_SOCK_OPS, 3);

    /// <summary>bind(2) on a socket of AF_INET: BPF_CGROUP_INET4_BIND.</summary>
    public static Hook Bind4 { get; } = SockAddr("bind4", 8);

    /// <summary>bind(2) on a socket of AF_INET6, v4-mapped addresses included: BPF_CGROUP_INET6_BIND.</summary>
    public static Hook Bind6 { get; } = SockAddr("bind6", 9);

    /// <summary>connect(2) on a socket of AF_INET: BPF_CGROUP_INET4_CONNECT.</summary>
    public static Hook Connect4 { get; } = SockAddr("connect4", 10);

    /// <summary>connect(2) on a socket of AF_INET6, v4-mapped addresses included: BPF_CGROUP_INET6_CONNECT.</summary>
    public static Hook Connect6 { get; } = SockAddr("connect6", 11);

    /// <summary>A UDP datagram to an IPv4 or v4-mapped address: BPF_CGROUP_UDP4_SENDMSG.</summary>
    public static Hook SendMsg4 { get; } = SockAddr("sendmsg4", 14);

    /// <summary>A UDP datagram to an IPv6 address: BPF_CGROUP_UDP6_SENDMSG.</summary>
    public static Hook SendMsg6 { get; } = SockAddr("sendmsg6", 15);

    /// <summary>The source that recvfrom(2) shows on a socket of AF_INET: BPF_CGROUP_UDP4_RECVMSG.</summary>
    public static Hook RecvMsg4 { get; } = SockAddr("recvmsg4", 19);

    /// <summary>The source that recvfrom(2) shows on a socket of AF_INET6: BPF_CGROUP_UDP6_RECVMSG.</summary>
    public static Hook RecvMsg6 { get; } = SockAddr("recvmsg6", 20);

    /// <summary>getpeername(2): BPF_CGROUP_INET4_GETPEERNAME.</summary>
    public static Hook GetPeerName4 { get; } = SockAddr("getpeername4", 29);

    /// <summary>getpeername(2): BPF_CGROUP_INET6_GETPEERNAME.</summary>
    public static Hook GetPeerName6 { get; } = SockAddr("getpeername6", 30);

    /// <summary>getsockname(2): BPF_CGROUP_INET4_GETSOCKNAME.</summary>
    public static Hook GetSockName4 { get; } = SockAddr("getsockname4", 31);

    /// <summary>getsockname(2): BPF_CGROUP_INET6_GETSOCKNAME.</summary>
    public static Hook GetSockName6 { get; } = SockAddr("getsockname6", 32);

    /// <summary>Every hook that a rule may need.</summary>
    public static Hook[] All { get; } =
    [
        Ingress, SockOps, Bind4, Bind6, Connect4, Connect6, SendMsg4, SendMsg6, RecvMsg4, RecvMsg6,
        GetPeerName4, GetPeerName6, GetSockName4, GetSockName6,
    ];

    /// <summary>The hook of an enum bpf_attach_type.</summary>
    public static Hook Of(uint attachType) => Array.Find(All, hook => hook.AttachType == attachType)!;

    /// <summary>Whether it belongs to sockets of AF_INET6 (for datagrams: to IPv6 addresses).</summary>
    public bool IsInet6 { get; } = Name.EndsWith('6');

    private static Hook SockAddr(string name, uint attachType) => new(name, BPF_PROG_TYPE_CGROUP_SOCK_ADDR, attachType);
}
