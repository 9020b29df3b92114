using System.Net.Sockets;
using Fairlead.Udp.Tests.Harness;

namespace Fairlead.Udp.Tests;

public sealed class SegmentTests
{
    public static TheoryData<string> Kinds => SocketTests.Kinds;

    private static CancellationToken Soon => new CancellationTokenSource(TimeSpan.FromSeconds(5)).Token;

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task A_payload_is_cut_into_datagrams(string kind)
    {
        using var pair = Pair.Of(kind);
        Assert.True(pair.Server.CanSegment);
        pair.Client.Send([1]);
        var received = await pair.Server.ReceiveAsync(new byte[10], Soon);
        var payload = Payload(2500);
        await pair.Server.SendAsync(payload, received.Remote, SendControl.Answer(received) with { SegmentSize = 1000 }, Soon);
        Assert.Equal([payload[..1000], payload[1000..2000], payload[2000..]], [pair.Answer(), pair.Answer(), pair.Answer()]);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task Datagrams_are_joined_and_taken_apart(string kind)
    {
        using var pair = Pair.Of(kind);
        Assert.True(pair.Server.TryJoinReceived());
        using var sender = new MultihomedUdpSocket(pair.Client);
        var payload = Payload(2500);
        await sender.SendAsync(payload, default, new SendControl { SegmentSize = 1000 }, Soon);

        var buffer = new byte[65536];
        var received = await pair.Server.ReceiveAsync(buffer, Soon);
        Assert.Equal((2500, 1000), (received.Length, received.Info.SegmentSize));
        Assert.Equal((pair.ClientEndPoint, pair.Asked),
            (received.Remote.Unmap().ToIPEndPoint(), received.Local.Unmap().ToIPAddress()));
        Assert.Equal([payload[..1000], payload[1000..2000], payload[2000..]], Cut(buffer.AsSpan(0, received.Length), received));
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task A_batch_joins_cuts_and_answers_in_segments(string kind)
    {
        using var pair = Pair.Of(kind);
        Assert.True(pair.Server.TryJoinReceived());
        using var batch = new DatagramBatch(4);
        using var sender = new MultihomedUdpSocket(pair.Client);
        var payload = Payload(2500);
        await sender.SendAsync(payload, default, new SendControl { SegmentSize = 1000 }, Soon);

        Assert.Equal(1, await pair.Server.ReceiveAsync(batch, Soon));
        var (remote, info) = (batch[0].Remote, batch[0].Info);
        Assert.Equal((2500, 1000), (batch[0].Length, info.SegmentSize));
        batch[0].Reset();
        batch[0].SetPeer(remote);
        batch[0].SetSource(info.Local);
        batch[0].SetSegmentSize(info.SegmentSize);
        Assert.Equal(1, pair.Server.Send(batch, 0, 1));
        Assert.Equal([payload[..1000], payload[1000..2000], payload[2000..]], [pair.Answer(), pair.Answer(), pair.Answer()]);
    }

    [Fact]
    public void A_datagram_that_stands_alone_is_one_even_of_no_bytes()
    {
        Assert.Single(Cut([], default));
        Assert.Equal([[1, 2]], Cut([1, 2], default));
    }

    [Fact]
    public async Task Too_many_segments_are_refused()
    {
        using var pair = Pair.Of("v4");
        var how = new SendControl { SegmentSize = 1 };
        var to = UdpEndpoint.From(pair.ClientEndPoint);
        var error = await Assert.ThrowsAsync<SocketException>(async () => await pair.Server.SendAsync(new byte[1000], to, how, Soon));
        Assert.Contains("at most 64", error.Message);
        Assert.Throws<ArgumentOutOfRangeException>(() => pair.Server.TrySend([], to, new SendControl { SegmentSize = 65536 }));
    }

    private static List<byte[]> Cut(Span<byte> joined, ReceivedDatagram received)
    {
        var parts = new List<byte[]>();
        foreach (var part in new DatagramSegments(joined, received.Info.SegmentSize))
        {
            parts.Add(part.ToArray());
        }
        return parts;
    }

    private static byte[] Payload(int size)
    {
        var payload = new byte[size];
        Random.Shared.NextBytes(payload);
        return payload;
    }
}
