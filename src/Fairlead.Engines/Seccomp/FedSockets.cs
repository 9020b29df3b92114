using Fairlead.Engines.Feeding;
using Fairlead.Rules;

namespace Fairlead.Engines.Seccomp;

/// <summary>The listeners that Fairlead feeds, and who is behind the connections that they accept.</summary>
/// <remarks>
/// A listener and what it accepts have one local endpoint: by that they are known, whatever process has them and however
/// long they live. A name is in the family of the socket: IPv4 is v4-mapped on a socket of AF_INET6. Names of IPv6 have
/// no form on a socket of AF_INET, which shows the truth then.
/// </remarks>
internal sealed class FedSockets(ClientNames? clients)
{
    private readonly HashSet<(Address Address, ushort Port)> _endpoints = [];

    /// <summary>Notes that a socket was bound to where a feeder connects to.</summary>
    public void Add(Address address, ushort port) => _endpoints.Add((address, port));

    /// <summary>Whether a socket is a fed listener, or was accepted by one.</summary>
    public bool Contains(int socket) =>
        _endpoints.Count > 0 && SocketAddress.TryGetLocal(socket, out var local, out var port) && _endpoints.Contains((local, port));

    /// <summary>Who is behind an accepted socket; null: it is none of those, or not from the feeder.</summary>
    public FlowName? Find(int socket) =>
        Contains(socket) && SocketAddress.TryGetPeer(socket, out var peer, out var port) ? Find(peer, port) : null;

    /// <summary>Who is behind a connection, in the family of the address that the kernel has for its peer.</summary>
    public FlowName? Find(Address peer, ushort port)
    {
        if (clients?.Find(new FlowKey(Protocol.Tcp, peer.Unmap(), port)) is not { } name)
        {
            return null;
        }
        return !peer.IsV4 ? name with { Client = name.Client.Map(), Server = name.Server.Map() }
            : name is { Client.IsV4: true, Server.IsV4: true } ? name
            : null;
    }
}
