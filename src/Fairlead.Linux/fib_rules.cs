using System.Runtime.InteropServices;

namespace Fairlead.Linux;

/// <summary>linux/fib_rules.h: rules that choose a routing table, ip-rule(8).</summary>
public static class FibRulesConstants
{
    public const ushort FRA_SRC = 2;
    public const ushort FRA_PRIORITY = 6;
    public const ushort FRA_TABLE = 15;
    public const ushort FRA_IP_PROTO = 22;
    public const ushort FRA_SPORT_RANGE = 23;

    public const byte FR_ACT_TO_TBL = 1;
}

/// <summary>struct fib_rule_hdr: a rule; attributes follow.</summary>
[StructLayout(LayoutKind.Sequential)]
public struct fib_rule_hdr
{
    public byte family;
    public byte dst_len;
    public byte src_len;
    public byte tos;
    public byte table;
    public byte res1;
    public byte res2;
    public byte action;
    public uint flags;
}

/// <summary>struct fib_rule_port_range.</summary>
[StructLayout(LayoutKind.Sequential)]
public struct fib_rule_port_range
{
    public ushort start;
    public ushort end;
}
