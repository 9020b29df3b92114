using System.Net;
using System.Net.Sockets;
using Fairlead.Udp.Tests.Harness;

namespace Fairlead.Udp.Tests;

/// <summary>What is refused, and how it is told.</summary>
public sealed class SocketErrorTests
{
    private static CancellationToken Soon => new CancellationTokenSource(TimeSpan.FromSeconds(5)).Token;

    [Fact]
    public async Task A_port_where_nobody_is_refuses_a_connected_socket_once_and_it_goes_on()
    {
        using var pair = Pair.Of("v4");
        var nobody = pair.Port;
        pair.Server.Dispose();
        using var client = MultihomedUdpSocket.Bind(new IPEndPoint(IPAddress.Any, 0));
        client.Socket.Connect(IPAddress.Parse("127.0.0.2"), nobody);
        var receive = client.ReceiveAsync(new byte[10], Soon);
        await client.SendAsync(new byte[1], default, cancellation: Soon);
        var refused = await Assert.ThrowsAsync<SocketException>(async () => await receive);
        Assert.Equal(SocketError.ConnectionRefused, refused.SocketErrorCode);
        Assert.Contains("recvmsg: ECONNREFUSED: ", refused.Message);

        using var server = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp) { ReceiveTimeout = 2000 };
        server.Bind(new IPEndPoint(IPAddress.Any, nobody));
        await client.SendAsync(new byte[] { 3 }, default, cancellation: Soon);
        Assert.Equal(1, server.Receive(new byte[10]));
    }

    [Theory]
    [InlineData("v4", "203.0.113.77")]
    [InlineData("v6", "2001:db8::77")]
    [InlineData("dual", "203.0.113.77")]
    public async Task An_address_that_is_not_of_this_host_is_refused(string kind, string local)
    {
        using var pair = Pair.Of(kind);
        var from = UdpEndpoint.From(IPAddress.Parse(local), 0);
        var to = UdpEndpoint.From(pair.Asked, pair.Port);
        var error = await Assert.ThrowsAsync<SocketException>(async () => await pair.Server.SendAsync(new byte[1], to, from, Soon));
        Assert.Contains("is it one of this host?", error.Message);
    }

    [Fact]
    public async Task A_datagram_that_is_too_long_is_refused()
    {
        using var pair = Pair.Of("v4");
        var to = UdpEndpoint.From(pair.ClientEndPoint);
        var error = await Assert.ThrowsAsync<SocketException>(
            async () => await pair.Server.SendAsync(new byte[DatagramBatch.MaxPayload + 1], to, cancellation: Soon));
        Assert.Equal(SocketError.MessageSize, error.SocketErrorCode);
    }

    [Fact]
    public void A_TCP_socket_is_refused()
    {
        using var tcp = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        Assert.Throws<ArgumentException>(() => new MultihomedUdpSocket(tcp));
    }
}
