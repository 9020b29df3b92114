using Fairlead.Bpf;
using Fairlead.Bpf.Classic;
using static Fairlead.Linux.InConstants;

namespace Fairlead.Mirror.Agent.Passive;

/// <summary>The program of classic BPF by which the kernel picks the packets that go to a range of ports.</summary>
/// <remarks>
/// It reads from the network header on, whatever the device puts before it (SKF_NET_OFF). Later fragments of datagrams have no
/// port, and an IPv6 packet may have headers before its port: those come, too, and their reader decides.
/// </remarks>
internal static class PacketFilter
{
    private const uint Network = unchecked((uint)-0x10_0000);
    private const uint Whole = 1 << 20;

    /// <summary>Next headers of IPv6 before TCP or UDP: hop-by-hop options, routing, a fragment, destination options.</summary>
    private static readonly uint[] s_extensions = [0, 43, 44, 60];

    /// <summary>For IPv4.</summary>
    public static Instruction[] V4(int protocol, ushort first, ushort last)
    {
        const uint fragment = 6, next = 9, offset = 0x1FFF, port = 2;
        Assembler asm = new();
        Label keep = new("keep"), drop = new("drop");
        asm.LoadAbs(Network + next, Size.Byte);
        asm.JumpIfEqual((uint)protocol, whenFalse: drop);
        asm.LoadAbs(Network + fragment, Size.Half);
        asm.JumpIfSet(offset, protocol == IPPROTO_UDP ? keep : drop);
        asm.LoadXMsh(Network);
        asm.LoadInd(Network + port, Size.Half);
        return End(asm, first, last, keep, drop);
    }

    /// <summary>For IPv6.</summary>
    public static Instruction[] V6(int protocol, ushort first, ushort last)
    {
        const uint next = 6, port = 42;
        Assembler asm = new();
        Label keep = new("keep"), drop = new("drop");
        asm.LoadAbs(Network + next, Size.Byte);
        Array.ForEach(s_extensions, extension => asm.JumpIfEqual(extension, keep));
        asm.JumpIfEqual((uint)protocol, whenFalse: drop);
        asm.LoadAbs(Network + port, Size.Half);
        return End(asm, first, last, keep, drop);
    }

    private static Instruction[] End(Assembler asm, ushort first, ushort last, Label keep, Label drop)
    {
        asm.JumpIfGreaterOrEqual(first, whenFalse: drop);
        asm.JumpIfGreater(last, drop);
        asm.Mark(keep);
        asm.Return(Whole);
        asm.Mark(drop);
        asm.Return(0);
        return asm.Assemble();
    }
}
