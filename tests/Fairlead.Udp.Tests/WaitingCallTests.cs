using Fairlead.Udp.Tests.Harness;

namespace Fairlead.Udp.Tests;

/// <summary>What meets a call just while it is tried.</summary>
public sealed class WaitingCallTests
{
    // A time, as cancellation is what is looked for.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    [Fact]
    public async Task Cancellation_while_a_call_is_tried_in_vain_ends_it()
    {
        using var pair = Pair.Of("v4");
        using var readiness = new Readiness(pair.Server.Socket.SafeHandle, "test");
        using var source = new CancellationTokenSource();
        var call = new StolenCall(readiness, pair.Server, meanwhile: source.Cancel);
        var result = call.StartAsync(source.Token);
        pair.Client.Send([1]);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => result.AsTask().WaitAsync(Patience, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Dispose_while_a_call_is_tried_in_vain_ends_it()
    {
        using var pair = Pair.Of("v4");
        var readiness = new Readiness(pair.Server.Socket.SafeHandle, "test");
        var call = new StolenCall(readiness, pair.Server, meanwhile: readiness.Dispose);
        var result = call.StartAsync(CancellationToken.None);
        pair.Client.Send([1]);
        await Assert.ThrowsAsync<ObjectDisposedException>(() => result.AsTask().WaitAsync(Patience, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task A_call_whose_datagram_another_took_waits_on()
    {
        using var pair = Pair.Of("v4");
        using var readiness = new Readiness(pair.Server.Socket.SafeHandle, "test");
        var call = new StolenCall(readiness, pair.Server, meanwhile: () => { });
        var result = call.StartAsync(CancellationToken.None).AsTask();
        pair.Client.Send([1]);
        Assert.True(SpinWait.SpinUntil(() => call.Tries == 1, 5000));
        Assert.False(result.IsCompleted);
        pair.Client.Send([1, 2]);
        Assert.Equal(2, await result.WaitAsync(Patience, TestContext.Current.CancellationToken));
    }

    /// <summary>A receive that finds its first datagram taken by another.</summary>
    private sealed class StolenCall(Readiness readiness, MultihomedUdpSocket socket, Action meanwhile)
        : WaitingCall<int>(readiness, isWrite: false)
    {
        private volatile int _tries;

        public int Tries => _tries;

        public ValueTask<int> StartAsync(CancellationToken cancellation)
        {
            Claim("test");
            return Start(cancellation);
        }

        protected override bool Try(out int result)
        {
            Assert.True(socket.TryReceive(new byte[10], out var received));
            result = received.Length;
            meanwhile();
            return ++_tries > 1;
        }

        protected override void Clear()
        {
        }
    }
}
