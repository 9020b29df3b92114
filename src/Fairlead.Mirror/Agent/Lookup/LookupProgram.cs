using Fairlead.Bpf;
using Fairlead.Bpf.Extended;
using static Fairlead.Bpf.Extended.Register;

namespace Fairlead.Mirror.Agent.Lookup;

/// <summary>The program that the kernel asks which socket a new connection, or a datagram, goes to: BPF_PROG_TYPE_SK_LOOKUP.</summary>
/// <remarks>
/// <para>How. A port that is in <see cref="Ports"/> goes to the agent's socket of that number in <see cref="Sockets"/>, the next
/// number being the one of IPv6, unless the flow is in <see cref="Own"/>: those are the agent's own, to the real program.
/// In every other case the kernel looks for a socket as if there were no program.</para>
/// <para>Limits. It is asked for what belongs to no connection yet, so those that are open stay where they are.
/// A socket that is closed leaves its map, and the real program gets what comes from then on.</para>
/// </remarks>
internal static class LookupProgram
{
    /// <summary>The bytes of a key of <see cref="Own"/>: remote and local address, IPv4 and IPv6 each, and the two ports.</summary>
    public const int FlowKeySize = 48;

    private const int SK_PASS = 1;
    private const int AF_INET6 = 10;

    /// <summary>What ports are taken: protocol in the high half, port in the low one, to a number of <see cref="Sockets"/>.</summary>
    public static MapDefinition Ports { get; } = new("fl_ports", MapKind.Hash, 4, 4, 1 << 16, MapDefinition.BPF_F_NO_PREALLOC);

    /// <summary>The agent's sockets.</summary>
    public static MapDefinition Sockets { get; } = new("fl_sockets", MapKind.SockMap, 4, 8, 256);

    /// <summary>Flows that go to the real program.</summary>
    public static MapDefinition Own { get; } = new("fl_own", MapKind.Hash, FlowKeySize, 4, 1 << 16, MapDefinition.BPF_F_NO_PREALLOC);

    /// <summary>Writes the program.</summary>
    public static Program Assemble()
    {
        const int port = -4, flow = -4 - FlowKeySize;
        Assembler asm = new();
        Label pass = new("the kernel's choice"), inet = new("IPv4");
        asm.Mov(R6, R1);
        asm.Load(Size.Word, R1, R6, Context.Protocol);
        asm.Lsh(R1, 16);
        asm.Load(Size.Word, R2, R6, Context.LocalPort);
        asm.Or(R1, R2);
        asm.Store(Size.Word, R10, port, R1);
        Find(asm, Ports, port);
        asm.JumpIf(Condition.Equal, R0, 0, pass);
        asm.Load(Size.Word, R7, R0, 0);
        CopyFlow(asm, flow);
        Find(asm, Own, flow);
        asm.JumpIf(Condition.NotEqual, R0, 0, pass);
        asm.Load(Size.Word, R1, R6, Context.Family);
        asm.JumpIf32(Condition.NotEqual, R1, AF_INET6, inet);
        asm.Add(R7, 1);
        asm.Mark(inet);
        asm.Store(Size.Word, R10, port, R7);
        Find(asm, Sockets, port);
        asm.JumpIf(Condition.Equal, R0, 0, pass);
        asm.Mov(R7, R0);
        asm.Mov(R1, R6);
        asm.Mov(R2, R7);
        asm.Mov(R3, 0);
        asm.Call(HelperFunction.SkAssign);
        asm.Mov(R1, R7);
        asm.Call(HelperFunction.SkRelease);
        asm.Mark(pass);
        asm.Exit(SK_PASS);
        return asm.Assemble();
    }

    private static void Find(Assembler asm, MapDefinition map, int key)
    {
        asm.LoadMap(R1, map);
        asm.Mov(R2, R10);
        asm.Add(R2, key);
        asm.Call(HelperFunction.MapLookup);
    }

    // The addresses of the other family read as zero.
    private static void CopyFlow(Assembler asm, int flow)
    {
        CopyWords(asm, Context.RemoteIp4, flow, words: 5);
        CopyWords(asm, Context.LocalIp4, flow + 20, words: 5);
        asm.Load(Size.Half, R1, R6, Context.RemotePort);
        asm.Store(Size.Word, R10, flow + 40, R1);
        asm.Load(Size.Word, R1, R6, Context.LocalPort);
        asm.Store(Size.Word, R10, flow + 44, R1);
    }

    private static void CopyWords(Assembler asm, int from, int to, int words)
    {
        for (var word = 0; word < words * 4; word += 4)
        {
            asm.Load(Size.Word, R1, R6, from + word);
            asm.Store(Size.Word, R10, to + word, R1);
        }
    }

    /// <summary>struct bpf_sk_lookup of linux/bpf.h. Remote: who sends; its port is in network order.</summary>
    private static class Context
    {
        public const int Family = 8;
        public const int Protocol = 12;
        public const int RemoteIp4 = 16;
        public const int RemotePort = 36;
        public const int LocalIp4 = 40;
        public const int LocalPort = 60;
    }
}
