using Fairlead.Udp.Tests.Harness;

namespace Fairlead.Udp.Tests;

/// <summary>Nothing is allocated for a datagram: as many bytes after thousands as after a few.</summary>
[Collection(nameof(AllocationTests))]
[CollectionDefinition(nameof(AllocationTests), DisableParallelization = true)]
public sealed class AllocationTests
{
    private const int Datagrams = 20_000;

    [Theory]
    [InlineData("v4")]
    [InlineData("v6")]
    [InlineData("dual")]
    public void Receiving_and_answering_what_is_there_allocates_nothing(string kind)
    {
        using var pair = Pair.Of(kind);
        var buffer = new byte[100];
        var allocated = Allocated(() =>
        {
            pair.Client.Send(buffer.AsSpan(0, 50));
            var receive = pair.Server.ReceiveAsync(buffer);
            Assert.True(receive.IsCompleted);
            var received = receive.Result;
            var send = pair.Server.SendAsync(buffer.AsMemory(0, 50), received.Remote, received.Local);
            Assert.True(send.IsCompletedSuccessfully);
            pair.Client.Receive(buffer);
        });
        Assert.InRange(allocated, 0, Datagrams / 10);
    }

    [Fact]
    public void A_batch_allocates_nothing()
    {
        using var pair = Pair.Of("dual");
        using var batch = new DatagramBatch(8, 100);
        var buffer = new byte[100];
        var allocated = Allocated(() =>
        {
            pair.Client.Send(buffer.AsSpan(0, 50));
            Assert.True(pair.Server.Receive(batch) == 1);
            var (remote, local) = (batch[0].Remote, batch[0].Info.Local);
            batch[0].Reset();
            batch[0].SetPeer(remote);
            batch[0].SetSource(local);
            Assert.True(pair.Server.Send(batch, 0, 1) == 1);
            pair.Client.Receive(buffer);
        });
        Assert.InRange(allocated, 0, Datagrams / 10);
    }

    // The wait goes over other threads, so all of the process is counted; what the runtime does beside is little.
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Waiting_for_a_datagram_allocates_nothing(bool canCancel)
    {
        using var pair = Pair.Of("v4");
        using var source = new CancellationTokenSource();
        var cancellation = canCancel ? source.Token : CancellationToken.None;
        var buffer = new byte[100];
        long before = 0;
        for (var i = 0; i < Datagrams + 1000; i++)
        {
            if (i == 1000)
            {
                before = GC.GetTotalAllocatedBytes(precise: true);
            }
            var receive = pair.Server.ReceiveAsync(buffer, cancellation);
            Assert.False(receive.IsCompleted);
            pair.Client.Send(buffer.AsSpan(0, 50));
            await receive;
        }
        var each = (double)(GC.GetTotalAllocatedBytes(precise: true) - before) / Datagrams;
        Assert.InRange(each, 0, 8);
    }

    private static long Allocated(Action each)
    {
        for (var i = 0; i < 1000; i++)
        {
            each();
        }
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < Datagrams; i++)
        {
            each();
        }
        return GC.GetAllocatedBytesForCurrentThread() - before;
    }
}
