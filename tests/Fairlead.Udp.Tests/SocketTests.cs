using System.Net;
using System.Net.NetworkInformation;
using System.Net.Sockets;
using Fairlead.Udp.Tests.Harness;

namespace Fairlead.Udp.Tests;

public sealed class SocketTests
{
    public static TheoryData<string> Kinds => ["v4", "v6", "dual"];

    private static CancellationToken Soon => new CancellationTokenSource(TimeSpan.FromSeconds(5)).Token;

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task A_datagram_tells_who_sent_it_where_to_and_through_which_interface(string kind)
    {
        using var pair = Pair.Of(kind);
        pair.Client.Send([1, 2, 3]);
        var received = await pair.Server.ReceiveAsync(new byte[100], Soon);

        var loopback = NetworkInterface.LoopbackInterfaceIndex;
        var (remote, local) = (received.Remote.Unmap().ToIPEndPoint(), received.Local.Unmap().ToIPAddress());
        Assert.Equal((pair.ClientEndPoint, pair.Asked, loopback), (remote, local, received.Info.Interface));
        Assert.Equal((3, 3, false), (received.Length, received.FullLength, received.IsTruncated));
        Assert.Equal(kind == "dual", received.Local.IsMapped);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task An_answer_leaves_from_the_address_that_was_asked(string kind)
    {
        using var pair = Pair.Of(kind);
        pair.Client.Send([1]);
        var received = await pair.Server.ReceiveAsync(new byte[100], Soon);
        await pair.Server.SendAsync(new byte[] { 7, 8 }, received.Remote, received.Local, Soon);
        Assert.Equal([7, 8], pair.Answer());
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task Both_forms_of_an_address_are_taken_where_something_is_sent(string kind)
    {
        using var pair = Pair.Of(kind);
        pair.Client.Send([1]);
        var received = await pair.Server.ReceiveAsync(new byte[100], Soon);
        await pair.Server.SendAsync(new byte[] { 7 }, received.Remote.Unmap(), received.Local.Unmap(), Soon);
        Assert.Equal([7], pair.Answer());
        await pair.Server.SendAsync(new byte[] { 8 }, received.Remote.Map(), received.Local.Map(), Soon);
        Assert.Equal([8], pair.Answer());
    }

    [Fact]
    public async Task Without_a_local_address_the_kernel_chooses_another()
    {
        using var pair = Pair.Of("v4");
        pair.Client.ReceiveTimeout = 200;
        pair.Client.Send([1]);
        var received = await pair.Server.ReceiveAsync(new byte[100], Soon);
        await pair.Server.SendAsync(new byte[] { 7 }, received.Remote, cancellation: Soon);
        Assert.Equal(SocketError.TimedOut, Assert.Throws<SocketException>(() => pair.Answer()).SocketErrorCode);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task A_receive_waits_for_its_datagram(string kind)
    {
        using var pair = Pair.Of(kind);
        for (byte i = 0; i < 20; i++)
        {
            var buffer = new byte[10];
            var receive = pair.Server.ReceiveAsync(buffer, Soon);
            Assert.False(receive.IsCompleted);
            pair.Client.Send([i]);
            Assert.Equal((1, i), ((await receive).Length, buffer[0]));
        }
    }

    [Theory]
    [InlineData("v4", 0)]
    [InlineData("v4", 1472)]
    [InlineData("v4", 65507)]
    [InlineData("v6", 65507)]
    [InlineData("dual", 0)]
    [InlineData("dual", 65507)]
    public async Task Whole_datagrams_pass_both_ways(string kind, int length)
    {
        using var pair = Pair.Of(kind);
        var payload = new byte[length];
        Random.Shared.NextBytes(payload);
        var buffer = new byte[65536];
        pair.Client.Send(payload);
        var received = await pair.Server.ReceiveAsync(buffer, Soon);
        Assert.Equal(payload, buffer[..received.Length]);
        await pair.Server.SendAsync(payload, received.Remote, received.Local, Soon);
        Assert.Equal(payload, pair.Answer());
    }

    [Fact]
    public async Task A_buffer_that_is_too_short_is_told_and_how_long_the_datagram_was()
    {
        using var pair = Pair.Of("v4");
        pair.Client.Send(new byte[1000]);
        var received = await pair.Server.ReceiveAsync(new byte[10], Soon);
        Assert.Equal((10, 1000, true), (received.Length, received.FullLength, received.IsTruncated));
    }

    [Theory]
    [InlineData("v4", 0x2E)]
    [InlineData("dual", 0x03)]
    public async Task Traffic_class_and_ECN_of_IPv4_arrive_and_are_sent(string kind, byte traffic)
    {
        using var pair = Pair.Of(kind);
        pair.Client.SetSocketOption(SocketOptionLevel.IP, SocketOptionName.TypeOfService, traffic);
        pair.Client.Send([1]);
        var received = await pair.Server.ReceiveAsync(new byte[10], Soon);
        Assert.Equal((traffic, traffic & 3), (received.Info.TrafficClass, received.Info.Ecn));

        using var peer = MultihomedUdpSocket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        var to = UdpEndpoint.From((IPEndPoint)peer.Socket.LocalEndPoint!);
        await pair.Server.SendAsync(new byte[1], to, new SendControl { TrafficClass = 0x29 }, Soon);
        Assert.Equal(0x29, (await peer.ReceiveAsync(new byte[10], Soon)).Info.TrafficClass);
    }

    [Fact]
    public async Task Traffic_class_of_IPv6_arrives_and_is_sent()
    {
        using var pair = Pair.Of("v6");
        using var peer = MultihomedUdpSocket.Bind(new IPEndPoint(IPAddress.IPv6Loopback, 0));
        var to = UdpEndpoint.From((IPEndPoint)peer.Socket.LocalEndPoint!);
        await pair.Server.SendAsync(new byte[1], to, new SendControl { TrafficClass = 0x29 }, Soon);
        var received = await peer.ReceiveAsync(new byte[10], Soon);
        Assert.Equal((0x29, 1), (received.Info.TrafficClass, received.Info.Ecn));
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task A_datagram_leaves_by_the_interface_that_is_named(string kind)
    {
        using var pair = Pair.Of(kind);
        var to = UdpEndpoint.From(pair.ClientEndPoint);
        pair.Client.Send([1]);
        var received = await pair.Server.ReceiveAsync(new byte[10], Soon);
        var how = SendControl.Answer(received) with { Interface = received.Info.Interface };
        await pair.Server.SendAsync(new byte[] { 5 }, received.Remote, how, Soon);
        Assert.Equal([5], pair.Answer());

        var wrong = new SendControl { Interface = 0x7FFFFFFF };
        await Assert.ThrowsAsync<SocketException>(async () => await pair.Server.SendAsync(new byte[1], to, wrong, Soon));
    }

    [Fact]
    public async Task Many_threads_send_at_a_time()
    {
        using var pair = Pair.Of("v4");
        pair.Client.ReceiveBufferSize = 1 << 20;
        var to = UdpEndpoint.From(pair.ClientEndPoint);
        var from = UdpEndpoint.From(pair.Asked, 0);
        await Parallel.ForAsync(0, 100, Soon, async (i, stop) =>
            await pair.Server.SendAsync(new byte[i], to, from, stop));
        var lengths = Enumerable.Range(0, 100).Select(_ => pair.Answer().Length).Order();
        Assert.Equal(Enumerable.Range(0, 100), lengths);
    }
}
