using System.Buffers.Binary;
using Fairlead.Bpf.Extended;
using Fairlead.Engines.Cgroup;
using Fairlead.Engines.Cgroup.Compile;
using Fairlead.Linux;
using Fairlead.Rules;
using Fairlead.Rules.Evaluation;
using Fairlead.Rules.Resolution;

namespace Fairlead.Engines.Tests.Cgroup.Compile;

/// <summary>Compiled rules and their maps, whose programs run in the interpreter.</summary>
internal sealed class HookRun
{
    private readonly CompiledRules _compiled;
    private readonly Dictionary<Hook, Interpreter> _programs = [];

    public HookRun(ResolvedRule[] rules, bool logs)
    {
        Maps = new RuleMaps(rules.Length);
        _compiled = RuleCompiler.Compile(rules, Maps, 1, logs);
        foreach (var image in _compiled.Maps)
        {
            Fill(image);
        }
        Memory.Set(Maps.InForce, new byte[4], BitConverter.GetBytes(1UL));
        foreach (var program in _compiled.Programs.Where(p => p.Hook != Hook.SockOps))
        {
            _programs[program.Hook] = new Interpreter(program.Program, LayoutOf(program.Hook), Memory);
        }
    }

    public RuleMaps Maps { get; }

    public MapMemory Memory { get; } = new();

    /// <summary>What the last run was given and did.</summary>
    public KernelAnswers Kernel { get; private set; } = new();

    public byte[] Context { get; private set; } = [];

    public bool Has(Hook hook) => _programs.ContainsKey(hook);

    /// <summary>Runs the program of a hook on a call; the result is what the program returns.</summary>
    /// <param name="hook">The hook.</param>
    /// <param name="call">The call.</param>
    /// <param name="sourcePort">The port that the socket has.</param>
    /// <param name="socket">The socket, to make more than one call with it; null: a new one.</param>
    /// <param name="family">The family of the address; null: that of the socket.</param>
    public long Run(Hook hook, SocketCall call, ushort sourcePort = 0, byte[]? socket = null, int? family = null)
    {
        var layout = LayoutOf(hook);
        Context = new byte[layout.Size];
        Write(SockAddr.user_family, (uint)(family ?? (call.IsInet6 ? SocketConstants.AF_INET6 : SocketConstants.AF_INET)));
        Write(SockAddr.family, call.IsInet6 ? SocketConstants.AF_INET6 : (uint)SocketConstants.AF_INET);
        Write(SockAddr.protocol, ProtocolNumber(call.Protocol));
        BinaryPrimitives.WriteUInt16BigEndian(Context.AsSpan(SockAddr.user_port), call.Port);
        Span<byte> address = stackalloc byte[16];
        Slot.WriteAddress(address, call.Address);
        (call.IsInet6 ? address : address[12..]).CopyTo(Context.AsSpan(call.IsInet6 ? SockAddr.user_ip6 : SockAddr.user_ip4));
        socket ??= new byte[80];
        BinaryPrimitives.WriteUInt32LittleEndian(socket.AsSpan(BpfSock.src_port), sourcePort);
        Kernel = new KernelAnswers { Comm = call.Program ?? "", Cookie = 77, Socket = socket, Process = 5, Thread = 6 };
        return _programs[hook].Run(Context, Kernel);
    }

    /// <summary>Lets a packet come to a socket: struct bpf_sock, and the packet from its network header on.</summary>
    public long Receive(byte[] socket, byte[] packet, bool isIpv4, uint packetType = 0)
    {
        Context = new byte[ContextLayout.SkBuff.Size];
        Write(SkBuff.pkt_type, packetType);
        Write(SkBuff.protocol, isIpv4 ? 0x0008u : 0xDD86);
        Kernel = new KernelAnswers { Cookie = 77, Socket = socket, Packet = packet };
        return _programs[Hook.Ingress].Run(Context, Kernel);
    }

    /// <summary>The address and port in the context, as the kernel would go on with them.</summary>
    public (Address Address, ushort Port) Used(bool isInet6)
    {
        var port = BinaryPrimitives.ReadUInt16BigEndian(Context.AsSpan(SockAddr.user_port));
        return (isInet6 ? ReadAddress(SockAddr.user_ip6) : ReadV4(SockAddr.user_ip4), port);
    }

    public Address MessageSource(bool isInet6) =>
        isInet6 ? ReadAddress(SockAddr.msg_src_ip6) : ReadV4(SockAddr.msg_src_ip4);

    public ulong Hits(int place) =>
        BinaryPrimitives.ReadUInt64LittleEndian(Memory.Get(Maps.Rules, BitConverter.GetBytes(place))!);

    public uint SocketFlags() => Memory.GetStorage(Maps.Sockets, Kernel.Socket!) is { } state
        ? BinaryPrimitives.ReadUInt32LittleEndian(state) & ~(uint)SocketState.IsBound
        : 0;

    private Address ReadV4(int offset) => Address.V4(BinaryPrimitives.ReadUInt32BigEndian(Context.AsSpan(offset)));

    private Address ReadAddress(int offset) => Address.V6(
        BinaryPrimitives.ReadUInt64BigEndian(Context.AsSpan(offset)), BinaryPrimitives.ReadUInt64BigEndian(Context.AsSpan(offset + 8)));

    private void Write(int offset, uint value) => BinaryPrimitives.WriteUInt32LittleEndian(Context.AsSpan(offset), value);

    private void Fill(MapImage image)
    {
        for (var i = 0; i < image.Count; i++)
        {
            Memory.Set(
                image.Map, image.Keys.AsSpan(i * image.Map.KeySize, image.Map.KeySize),
                image.Values.AsSpan(i * image.Map.ValueSize, image.Map.ValueSize));
        }
    }

    private static uint ProtocolNumber(Protocol protocol) => protocol switch
    {
        Protocol.Tcp => InConstants.IPPROTO_TCP,
        Protocol.Udp => InConstants.IPPROTO_UDP,
        _ => InConstants.IPPROTO_ICMP,
    };

    private static ContextLayout LayoutOf(Hook hook) => hook == Hook.Ingress ? ContextLayout.SkBuff
        : hook == Hook.SendMsg4 ? ContextLayout.SendMsg4
        : hook == Hook.SendMsg6 ? ContextLayout.SendMsg6
        : hook.IsInet6 ? ContextLayout.SockAddr6
        : ContextLayout.SockAddr4;
}
