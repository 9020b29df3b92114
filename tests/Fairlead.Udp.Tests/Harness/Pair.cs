using System.Net;
using System.Net.Sockets;

namespace Fairlead.Udp.Tests.Harness;

/// <summary>A server under test on a wildcard address, and a plain client that is connected to one address of its host.</summary>
internal sealed class Pair : IDisposable
{
    private Pair(IPAddress wildcard, IPAddress asked)
    {
        Server = MultihomedUdpSocket.Bind(new IPEndPoint(wildcard, 0));
        Port = (ushort)((IPEndPoint)Server.Socket.LocalEndPoint!).Port;
        Asked = asked;
        Client = new Socket(asked.AddressFamily, SocketType.Dgram, ProtocolType.Udp) { ReceiveTimeout = 2000 };
        Client.Connect(asked, Port);
    }

    public MultihomedUdpSocket Server { get; }

    public Socket Client { get; }

    /// <summary>The address that the client is connected to: it takes answers from no other.</summary>
    public IPAddress Asked { get; }

    public ushort Port { get; }

    public IPEndPoint ClientEndPoint => (IPEndPoint)Client.LocalEndPoint!;

    /// <summary>IPv4, IPv6, and IPv4 on a dual-stack socket. 127.0.0.2 is an address that the kernel would not choose.</summary>
    public static Pair Of(string kind) => kind switch
    {
        "v4" => new Pair(IPAddress.Any, IPAddress.Parse("127.0.0.2")),
        "v6" => new Pair(IPAddress.IPv6Any, IPAddress.IPv6Loopback),
        "dual" => new Pair(IPAddress.IPv6Any, IPAddress.Parse("127.0.0.2")),
        _ => throw new ArgumentOutOfRangeException(nameof(kind)),
    };

    /// <summary>What the client gets: the bytes of the next datagram.</summary>
    public byte[] Answer()
    {
        var buffer = new byte[65536];
        return buffer[..Client.Receive(buffer)];
    }

    public void Dispose()
    {
        Server.Dispose();
        Client.Dispose();
    }
}
