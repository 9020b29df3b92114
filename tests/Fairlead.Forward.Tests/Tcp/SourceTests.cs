using System.Net;
using System.Net.Sockets;
using Fairlead.Rules;
using Fairlead.Rules.Forwarding;

namespace Fairlead.Forward.Tests.Tcp;

/// <summary>The address that the backend sees.</summary>
public sealed class SourceTests
{
    [Fact]
    public void It_is_the_one_of_from()
    {
        using var path = new Path(new ForwardOptions { From = [Address.From(IPAddress.Parse("127.0.0.9"))] });
        Assert.Equal(IPAddress.Parse("127.0.0.9"), ((IPEndPoint)path.Backend.Socket.RemoteEndPoint!).Address);
    }

    // On one host the client's port is in use, so the client must let others have it too.
    [Fact]
    public void It_is_the_clients_own_where_transparent()
    {
        using var server = new Server("127.0.0.2");
        var options = new ForwardOptions { Transparent = Transparency.Full };
        using var running = Path.Forward(out var place, "127.0.0.1", options, server.Address);
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.ReuseAddress, true);
        socket.Bind(Running.Free("127.0.0.5", SocketType.Stream));
        socket.Connect(place);
        using var client = new End(socket);
        using var backend = server.Accept();
        Assert.Equal(client.Address, backend.Socket.RemoteEndPoint);
        client.Send([1]);
        Assert.Equal([1], backend.Receive(1));
        backend.Send([2]);
        Assert.Equal([2], client.Receive(1));
    }

    [Fact]
    public void A_client_of_the_other_family_cannot_be_shown()
    {
        using var server = new Server("::1");
        var options = new ForwardOptions { Transparent = Transparency.Full };
        using var running = Path.Forward(out var place, "127.0.0.1", options, server.Address);
        using var client = End.Connect(place);
        Assert.Equal(0, client.BytesBeforeReset());
    }

    [Fact]
    public void Each_backend_has_all_the_ports_of_from() => Namespace.Run("echo 40000 40029 >/proc/sys/net/ipv4/ip_local_port_range", () =>
    {
        var options = new ForwardOptions { From = [Address.From(IPAddress.Parse("127.0.0.9"))] };
        using var one = new Server("127.0.0.2");
        using var other = new Server("127.0.0.3");
        using var toOne = Path.Forward(out var first, "127.0.0.1", options, one.Address);
        using var toOther = Path.Forward(out var second, "127.0.0.1", options, other.Address);
        var ends = new List<End>();
        for (var client = 1; client <= 20; client++)
        {
            foreach (var (place, server) in ((IPEndPoint, Server)[])[(first, one), (second, other)])
            {
                var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
                socket.Bind(new IPEndPoint(IPAddress.Parse($"127.0.1.{client}"), 0));
                socket.Connect(place);
                ends.Add(new End(socket));
                ends.Add(server.Accept());
            }
        }
        ends.ForEach(end => end.Dispose());
    });
}
