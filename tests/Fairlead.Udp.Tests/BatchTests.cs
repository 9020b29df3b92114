using System.Net;
using System.Net.Sockets;
using Fairlead.Udp.Tests.Harness;

namespace Fairlead.Udp.Tests;

public sealed class BatchTests
{
    public static TheoryData<string> Kinds => SocketTests.Kinds;

    private static CancellationToken Soon => new CancellationTokenSource(TimeSpan.FromSeconds(5)).Token;

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Datagrams_of_every_size_are_received_by_one_call_and_answered_by_one(string kind)
    {
        int[] sizes = [0, 1, 1472, 1473, 9000, 65507];
        using var pair = Pair.Of(kind);
        pair.Client.ReceiveBufferSize = pair.Server.Socket.ReceiveBufferSize = 1 << 20;
        using var batch = new DatagramBatch(8);
        foreach (var size in sizes)
        {
            pair.Client.Send(Pattern(size));
        }

        Assert.Equal(sizes.Length, pair.Server.Receive(batch));
        for (var slot = 0; slot < sizes.Length; slot++)
        {
            Assert.True(batch[slot].Payload.SequenceEqual(Pattern(sizes[slot])));
            Assert.Equal(pair.ClientEndPoint, batch[slot].Remote.Unmap().ToIPEndPoint());
            Assert.Equal(pair.Asked, batch[slot].Info.Local.Unmap().ToIPAddress());
            Assert.Equal((false, false), (batch[slot].IsTruncated, batch[slot].IsControlTruncated));
            Answer(batch[slot]);
        }
        Assert.Equal(sizes.Length, pair.Server.Send(batch, 0, sizes.Length));
        Assert.All(sizes, size => Assert.Equal(Pattern(size), pair.Answer()));
        Assert.Equal(0, pair.Server.Receive(batch));
    }

    [Fact]
    public async Task A_batch_receive_waits_for_the_first_datagram_and_is_cancelled()
    {
        using var pair = Pair.Of("dual");
        using var batch = new DatagramBatch(4, 100);
        var receive = pair.Server.ReceiveAsync(batch, Soon);
        Assert.False(receive.IsCompleted);
        pair.Client.Send(Pattern(9));
        Assert.Equal((1, 9), (await receive, batch[0].Length));

        using var source = new CancellationTokenSource();
        var cancelled = pair.Server.ReceiveAsync(batch, source.Token);
        await source.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await cancelled);
    }

    [Fact]
    public void A_slot_that_is_too_short_says_so_and_its_neighbours_are_whole()
    {
        using var pair = Pair.Of("v4");
        using var batch = new DatagramBatch(3, 100);
        Array.ForEach([100, 101, 99], size => pair.Client.Send(Pattern(size)));
        Assert.Equal(3, pair.Server.Receive(batch));
        Assert.Equal([(100, false), (100, true), (99, false)],
            Enumerable.Range(0, 3).Select(slot => (batch[slot].Length, batch[slot].IsTruncated)));
    }

    [Fact]
    public async Task A_fresh_slot_is_written_and_sent()
    {
        using var pair = Pair.Of("v4");
        using var batch = new DatagramBatch(2, 1000);
        for (var slot = 0; slot < 2; slot++)
        {
            batch[slot].Write(Pattern(300 + slot));
            batch[slot].SetPeer(UdpEndpoint.From(pair.ClientEndPoint));
            batch[slot].SetSource(UdpEndpoint.From(pair.Asked, 0));
        }
        await pair.Server.SendAsync(batch, 0, 2, Soon);
        Assert.Equal(Pattern(300), pair.Answer());
        Assert.Equal(Pattern(301), pair.Answer());
    }

    [Fact]
    public void Bytes_are_cut_off_the_front()
    {
        using var pair = Pair.Of("v4");
        using var batch = new DatagramBatch(1, 1000);
        pair.Client.Send(Pattern(50));
        Assert.Equal(1, pair.Server.Receive(batch));
        batch[0].Skip(20);
        Answer(batch[0]);
        Assert.Equal(1, pair.Server.Send(batch, 0, 1));
        Assert.Equal(Pattern(50)[20..], pair.Answer());
        Assert.Equal(980, batch[0].Room.Length);
        Assert.Throws<ArgumentOutOfRangeException>(() => batch[0].Skip(31));
    }

    [Fact]
    public void Sending_stops_at_the_datagram_that_fails_and_says_why_there()
    {
        using var pair = Pair.Of("v4");
        using var batch = new DatagramBatch(3, 1000);
        for (var slot = 0; slot < 3; slot++)
        {
            batch[slot].SetPeer(UdpEndpoint.From(pair.ClientEndPoint));
            batch[slot].SetSource(UdpEndpoint.From(slot == 1 ? IPAddress.Parse("203.0.113.77") : pair.Asked, 0));
        }
        Assert.Equal(1, pair.Server.Send(batch, 0, 3));
        var error = Assert.Throws<SocketException>(() => pair.Server.Send(batch, 1, 2));
        Assert.Equal(SocketError.NetworkUnreachable, error.SocketErrorCode);
        Assert.Equal(1, pair.Server.Send(batch, 2, 1));
    }

    [Fact]
    public void Nothing_beyond_the_batch_is_reached()
    {
        using var pair = Pair.Of("v4");
        var batch = new DatagramBatch(2, 100);
        Assert.Throws<ArgumentOutOfRangeException>(() => batch[2]);
        Assert.Throws<ArgumentOutOfRangeException>(() => batch[-1]);
        Assert.Throws<ArgumentOutOfRangeException>(() => pair.Server.Send(batch, 1, 2));
        Assert.Throws<ArgumentOutOfRangeException>(() => pair.Server.Send(batch, -1, 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => batch[0].Write(new byte[101]));
        Assert.Throws<ArgumentOutOfRangeException>(() => batch[0].SetSegmentSize(0));
        Assert.Throws<ArgumentOutOfRangeException>(() => batch[0].SetSegmentSize(65536));
        batch.Dispose();
        batch.Dispose();
        Assert.Throws<ObjectDisposedException>(() => batch[0]);
        Assert.Throws<ObjectDisposedException>(() => pair.Server.Receive(batch));
    }

    private static void Answer(Datagram datagram)
    {
        var (remote, local) = (datagram.Remote, datagram.Info.Local);
        datagram.Reset();
        datagram.SetPeer(remote);
        datagram.SetSource(local);
    }

    private static byte[] Pattern(int size) => [.. Enumerable.Range(0, size).Select(i => (byte)(i * 31))];
}
