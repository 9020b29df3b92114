using Fairlead.Udp.Tests.Harness;

namespace Fairlead.Udp.Tests;

/// <summary>How a receive ends without a datagram.</summary>
public sealed class SocketEndTests
{
    private static CancellationToken Soon => new CancellationTokenSource(TimeSpan.FromSeconds(5)).Token;

    [Fact]
    public async Task A_receive_is_cancelled_and_the_next_one_gets_the_datagram()
    {
        using var pair = Pair.Of("v4");
        for (var i = 0; i < 20; i++)
        {
            using var source = new CancellationTokenSource();
            var receive = pair.Server.ReceiveAsync(new byte[10], source.Token);
            await source.CancelAsync();
            var thrown = await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await receive);
            Assert.Equal(source.Token, thrown.CancellationToken);
        }
        pair.Client.Send([1]);
        Assert.Equal(1, (await pair.Server.ReceiveAsync(new byte[10], Soon)).Length);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            async () => await pair.Server.ReceiveAsync(new byte[10], new CancellationToken(canceled: true)));
    }

    [Fact]
    public async Task Cancellation_that_meets_a_datagram_loses_neither_it_nor_the_call()
    {
        using var pair = Pair.Of("v4");
        var (sent, got) = (0, 0);
        for (var i = 0; i < 2000; i++)
        {
            using var source = new CancellationTokenSource();
            var receive = pair.Server.ReceiveAsync(new byte[10], source.Token);
            var cancel = Task.Run(source.Cancel, CancellationToken.None);
            pair.Client.Send([1]);
            sent++;
            try
            {
                await receive;
                got++;
            }
            catch (OperationCanceledException)
            {
            }
            await cancel;
        }
        while (pair.Server.TryReceive(new byte[10], out _))
        {
            got++;
        }
        Assert.Equal(sent, got);
    }

    [Fact]
    public async Task Dispose_ends_a_receive_that_waits()
    {
        var pair = Pair.Of("v4");
        var receive = pair.Server.ReceiveAsync(new byte[10], Soon).AsTask();
        using var batch = new DatagramBatch(2);
        pair.Dispose();
        await Assert.ThrowsAsync<ObjectDisposedException>(() => receive);
        await Assert.ThrowsAsync<ObjectDisposedException>(async () => await pair.Server.ReceiveAsync(new byte[10], Soon));
        await Assert.ThrowsAsync<ObjectDisposedException>(async () => await pair.Server.SendAsync(new byte[10], default, cancellation: Soon));
        Assert.Throws<ObjectDisposedException>(() => pair.Server.Receive(batch));
        pair.Server.Dispose();
    }

    [Fact]
    public async Task A_second_receive_is_refused_while_one_waits()
    {
        using var pair = Pair.Of("v4");
        var first = pair.Server.ReceiveAsync(new byte[10], Soon);
        await Assert.ThrowsAsync<InvalidOperationException>(async () => await pair.Server.ReceiveAsync(new byte[10], Soon));
        pair.Client.Send([1]);
        Assert.Equal(1, (await first).Length);
    }
}
