using System.Runtime.InteropServices;

namespace Fairlead.Linux;

/// <summary>struct nlmsghdr of linux/netlink.h: netlink(7).</summary>
[StructLayout(LayoutKind.Sequential)]
public struct nlmsghdr
{
    public const ushort NLMSG_ERROR = 2;
    public const ushort NLMSG_DONE = 3;

    public const ushort NLM_F_REQUEST = 1;
    public const ushort NLM_F_ACK = 4;
    public const ushort NLM_F_DUMP_INTR = 0x10;
    public const ushort NLM_F_DUMP = 0x300;
    public const ushort NLM_F_EXCL = 0x200;
    public const ushort NLM_F_CREATE = 0x400;

    public uint nlmsg_len;
    public ushort nlmsg_type;
    public ushort nlmsg_flags;
    public uint nlmsg_seq;
    public uint nlmsg_pid;
}

/// <summary>
/// struct nlattr of linux/netlink.h: what stands before an attribute; the next one starts at a multiple of 4.
/// </summary>
[StructLayout(LayoutKind.Sequential)]
public struct nlattr
{
    public ushort nla_len;
    public ushort nla_type;
}
