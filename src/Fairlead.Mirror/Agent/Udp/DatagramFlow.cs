using Fairlead.Mirror.Agent.Lookup;
using Fairlead.Mirror.Sockets;

namespace Fairlead.Mirror.Agent.Udp;

/// <summary>Whose datagrams, and to where.</summary>
/// <param name="Client">Who sends.</param>
/// <param name="Server">To which address and port of the target.</param>
/// <param name="Device">The index of the device where the client is, if its address is one of a link; else 0.</param>
internal readonly record struct DatagramFlow(SocketName Client, SocketName Server, int Device)
{
    /// <summary>As the kernel is told of it.</summary>
    public Flow Flow => new(Client.Address, Client.Port, Server.Address, Server.Port);
}
