using System.Buffers.Binary;
using Fairlead.Engines.Cgroup.Compile;
using Fairlead.Engines.Cgroup.Kernel;
using Fairlead.Engines.Feeding;
using Fairlead.Linux;
using Fairlead.Rules;

namespace Fairlead.Engines.Cgroup;

/// <summary>The names of clients, in the map that the programs of names read.</summary>
/// <remarks>Each call is one of bpf(2) on one entry, and the kernel keeps callers apart. It allocates nothing.</remarks>
/// <param name="clients">The map; it stays open as long as the process.</param>
internal sealed class ClientNames(LoadedMap clients) : IClientNames
{
    /// <inheritdoc/>
    public bool Set(in FlowKey flow, in FlowName name)
    {
        Span<byte> key = stackalloc byte[PeerKey.Length], value = stackalloc byte[ClientValue.Length];
        WriteKey(key, flow);
        value.Clear();
        WritePlace(value, name.Client, name.ClientPort);
        WritePlace(value[ClientValue.Server..], name.Server, name.ServerPort);
        var added = clients.TryUpdate(key, value);
        if (added is Errno.None or Errno.E2BIG or Errno.ENOMEM)
        {
            return added == Errno.None;
        }
        throw new LinuxException($"bpf(BPF_MAP_UPDATE_ELEM, {clients.Definition})", added);
    }

    /// <inheritdoc/>
    public void Remove(in FlowKey flow)
    {
        Span<byte> key = stackalloc byte[PeerKey.Length];
        WriteKey(key, flow);
        _ = clients.Delete(key);
    }

    private static void WriteKey(Span<byte> key, in FlowKey flow)
    {
        key.Clear();
        var protocol = flow.Protocol == Protocol.Udp ? InConstants.IPPROTO_UDP : InConstants.IPPROTO_TCP;
        BinaryPrimitives.WriteUInt64LittleEndian(key[PeerKey.Owner..], (ulong)protocol);
        WritePlace(key[PeerKey.Address..], flow.Source, flow.SourcePort);
    }

    private static void WritePlace(Span<byte> to, Address address, ushort port)
    {
        Slot.WriteAddress(to, address);
        BinaryPrimitives.WriteUInt32LittleEndian(to[PeerValue.Number..], port);
    }
}
