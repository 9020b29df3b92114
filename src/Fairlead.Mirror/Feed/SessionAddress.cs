using Fairlead.Linux;
using Fairlead.Mirror.Sockets;
using Fairlead.Rules;
using Fairlead.Rules.Mirroring;
using static Fairlead.Linux.SocketConstants;

namespace Fairlead.Mirror.Feed;

/// <summary>Where the local program's fed sockets really are: an address of loopback that this session alone uses, and free ports.</summary>
/// <remarks>
/// Every address of 127.0.0.0/8 is this host's, with no privilege and nothing to set up. It is made of the process's number, so
/// sessions do not meet; a port is tried before it is chosen, so that only a wildcard socket that is made in between
/// could be in the way, and then the program's bind fails with EADDRINUSE.
/// </remarks>
public sealed class SessionAddress
{
    private const uint First = 0x7F_40_00_00;
    private const int PidBits = 22;
    private readonly Dictionary<LocalPort, ushort> _ports = [];

    /// <summary>The address.</summary>
    public Address Address { get; } = Address.V4(First + (uint)(Libc.getpid() & ((1 << PidBits) - 1)));

    /// <summary>The real port for one that the program asks for.</summary>
    public ushort PortOf(LocalPort port)
    {
        if (!_ports.TryGetValue(port, out var real))
        {
            _ports[port] = real = FreePort(port.Protocol);
        }
        return real;
    }

    // Free for both families: the program may take either.
    private ushort FreePort(Protocol protocol)
    {
        const int attempts = 100;
        var type = protocol == Protocol.Tcp ? SOCK_STREAM : SOCK_DGRAM;
        for (var i = 0; i < attempts; i++)
        {
            var port = Try(new SocketName(Address, 0), type);
            var isFree = port != 0 && !_ports.ContainsValue(port);
            if (isFree && (Try(new SocketName(Address.LoopbackV6, port), type) == port || !Ipv6.IsThere()))
            {
                return port;
            }
        }
        throw new LinuxException($"bind to {Address}", Errno.EADDRINUSE, "no free port was found for the local program");
    }

    private static ushort Try(SocketName name, int type)
    {
        var socket = name.Open(type);
        if (!socket.Ok)
        {
            return 0;
        }
        var port = name.Bind(socket.Int) == Errno.None ? SocketName.LocalOf(socket.Int).Port : (ushort)0;
        _ = Libc.close(socket.Int);
        return port;
    }
}
