using System.Runtime.InteropServices;

namespace Fairlead.Linux;

/// <summary>linux/inet_diag.h and linux/sock_diag.h: sock_diag(7).</summary>
public static class InetDiagConstants
{
    public const int NETLINK_SOCK_DIAG = 4;
    public const ushort SOCK_DIAG_BY_FAMILY = 20;

    public const ushort INET_DIAG_REQ_BYTECODE = 1;
    public const ushort INET_DIAG_CGROUP_ID = 21;

    public const byte INET_DIAG_BC_NOP = 0;
    public const byte INET_DIAG_BC_JMP = 1;
    public const byte INET_DIAG_BC_CGROUP_COND = 13;
}

/// <summary>struct inet_diag_sockid: the two ends of a socket; ports and addresses in network order.</summary>
[StructLayout(LayoutKind.Sequential)]
public unsafe struct inet_diag_sockid
{
    public ushort idiag_sport;
    public ushort idiag_dport;
    public fixed uint idiag_src[4];
    public fixed uint idiag_dst[4];
    public uint idiag_if;
    public fixed uint idiag_cookie[2];
}

/// <summary>struct inet_diag_req_v2: which sockets to list.</summary>
[StructLayout(LayoutKind.Sequential)]
public struct inet_diag_req_v2
{
    public byte sdiag_family;
    public byte sdiag_protocol;
    public byte idiag_ext;
    public byte pad;
    public uint idiag_states;
    public inet_diag_sockid id;
}

/// <summary>struct inet_diag_bc_op: a step of the filter; yes and no say how many bytes to go on by.</summary>
[StructLayout(LayoutKind.Sequential)]
public struct inet_diag_bc_op
{
    public byte code;
    public byte yes;
    public ushort no;
}

/// <summary>struct inet_diag_msg: a socket; attributes follow.</summary>
[StructLayout(LayoutKind.Sequential)]
public struct inet_diag_msg
{
    public byte idiag_family;
    public byte idiag_state;
    public byte idiag_timer;
    public byte idiag_retrans;
    public inet_diag_sockid id;
    public uint idiag_expires;
    public uint idiag_rqueue;
    public uint idiag_wqueue;
    public uint idiag_uid;
    public uint idiag_inode;
}
