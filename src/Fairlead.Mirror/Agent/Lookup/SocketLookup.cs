using System.Buffers.Binary;
using Fairlead.Engines.Cgroup;
using Fairlead.Engines.Cgroup.Kernel;
using Fairlead.Linux;
using Fairlead.Rules;

namespace Fairlead.Mirror.Agent.Lookup;

/// <summary>Takes connections and datagrams of chosen ports in this network namespace, as long as it lives.</summary>
/// <remarks>
/// The program hangs at the namespace by a link, which is a descriptor: when this process ends, however it ends, the kernel
/// takes the program away, and the real program gets its clients at once.
/// </remarks>
internal sealed unsafe class SocketLookup : IDisposable
{
    private const uint BPF_PROG_TYPE_SK_LOOKUP = 30;
    private const uint BPF_SK_LOOKUP = 36;
    private static readonly Hook s_hook = new("sk_lookup", BPF_PROG_TYPE_SK_LOOKUP, BPF_SK_LOOKUP);

    private readonly LoadedMap _ports;
    private readonly LoadedMap _sockets;
    private readonly LoadedMap _own;
    private readonly int _link;
    private uint _next;

    private SocketLookup(LoadedMap ports, LoadedMap sockets, LoadedMap own, int link) =>
        (_ports, _sockets, _own, _link) = (ports, sockets, own, link);

    /// <summary>Hangs the program at the network namespace of this thread. It takes nothing yet.</summary>
    /// <exception cref="LinuxException">CAP_NET_ADMIN or CAP_BPF is missing, or the kernel is older than 5.9.</exception>
    public static SocketLookup Attach()
    {
        var ports = LoadedMap.Create(LookupProgram.Ports);
        var sockets = LoadedMap.Create(LookupProgram.Sockets);
        var own = LoadedMap.Create(LookupProgram.Own);
        using var program = LoadedProgram.Load(new HookProgram(s_hook, LookupProgram.Assemble()), [ports, sockets, own]);
        return new SocketLookup(ports, sockets, own, Link(program.Descriptor));
    }

    /// <summary>Takes a port.</summary>
    /// <param name="protocol">IPPROTO_TCP or IPPROTO_UDP.</param>
    /// <param name="first">The first port.</param>
    /// <param name="last">The last one.</param>
    /// <param name="v4">The socket that gets what comes by IPv4.</param>
    /// <param name="v6">The socket that gets what comes by IPv6; -1: it is left alone.</param>
    public void Take(int protocol, ushort first, ushort last, int v4, int v6)
    {
        var number = _next;
        _next += 2;
        Put(number, v4);
        if (v6 >= 0)
        {
            Put(number + 1, v6);
        }
        for (int port = first; port <= last; port++)
        {
            var key = PortKey(protocol, port);
            _ports.Update(new ReadOnlySpan<byte>(&key, sizeof(uint)), new ReadOnlySpan<byte>(&number, sizeof(uint)));
        }
    }

    /// <summary>Gives ports back.</summary>
    public void Release(int protocol, ushort first, ushort last)
    {
        for (int port = first; port <= last; port++)
        {
            var key = PortKey(protocol, port);
            _ports.Delete(new ReadOnlySpan<byte>(&key, sizeof(uint)));
        }
    }

    /// <summary>Lets a flow of the agent's own reach the real program.</summary>
    /// <returns>False: there are too many.</returns>
    public bool TryPass(in Flow flow)
    {
        var key = stackalloc byte[LookupProgram.FlowKeySize];
        Write(flow, key);
        uint one = 1;
        var attr = new bpf_attr { map_fd = _own.Descriptor, key = key, value = &one };
        return Libc.bpf(BpfConstants.BPF_MAP_UPDATE_ELEM, &attr).Ok;
    }

    /// <summary>Forgets such a flow.</summary>
    public void Forget(in Flow flow)
    {
        var key = stackalloc byte[LookupProgram.FlowKeySize];
        Write(flow, key);
        _own.Delete(new ReadOnlySpan<byte>(key, LookupProgram.FlowKeySize));
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _ = Libc.close(_link);
        _ports.Dispose();
        _sockets.Dispose();
        _own.Dispose();
    }

    private static int Link(int program)
    {
        var space = LinuxException.Check(
            Libc.open("/proc/thread-self/ns/net\0"u8, FcntlConstants.O_RDONLY | FcntlConstants.O_CLOEXEC), "open of the network namespace");
        var attr = new bpf_attr
        {
            link_create_prog_fd = program,
            link_create_target_fd = space,
            link_create_attach_type = BPF_SK_LOOKUP,
        };
        var link = Libc.bpf(BpfConstants.BPF_LINK_CREATE, &attr);
        _ = Libc.close(space);
        return LinuxException.Check(link, "bpf(BPF_LINK_CREATE, sk_lookup)");
    }

    private void Put(uint number, int socket)
    {
        ulong value = (uint)socket;
        _sockets.Update(new ReadOnlySpan<byte>(&number, sizeof(uint)), new ReadOnlySpan<byte>(&value, sizeof(ulong)));
    }

    private static uint PortKey(int protocol, int port) => ((uint)protocol << 16) | (uint)port;

    // As LookupProgram.CopyFlow reads it: addresses in network order, the remote port too, the local one as a number.
    private static void Write(in Flow flow, byte* key)
    {
        new Span<byte>(key, LookupProgram.FlowKeySize).Clear();
        Write(flow.Remote, key);
        Write(flow.Local, key + 20);
        *(uint*)(key + 40) = BinaryPrimitives.ReverseEndianness(flow.RemotePort);
        *(uint*)(key + 44) = flow.LocalPort;
    }

    private static void Write(Address address, byte* to)
    {
        if (address.IsV4)
        {
            *(uint*)to = BinaryPrimitives.ReverseEndianness((uint)address.Low);
            return;
        }
        BinaryPrimitives.WriteUInt64BigEndian(new Span<byte>(to + 4, 8), address.High);
        BinaryPrimitives.WriteUInt64BigEndian(new Span<byte>(to + 12, 8), address.Low);
    }
}

/// <summary>A flow as the receiver sees it.</summary>
/// <param name="Remote">Who sends. Not v4-mapped.</param>
/// <param name="RemotePort">From which port.</param>
/// <param name="Local">Where to. Not v4-mapped.</param>
/// <param name="LocalPort">To which port.</param>
internal readonly record struct Flow(Address Remote, ushort RemotePort, Address Local, ushort LocalPort);
