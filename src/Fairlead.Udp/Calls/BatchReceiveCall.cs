namespace Fairlead.Udp;

/// <summary>A receive into a batch that waits for the first datagram.</summary>
internal sealed class BatchReceiveCall(MultihomedUdpSocket socket, Readiness readiness)
    : WaitingCall<int>(readiness, isWrite: false)
{
    private DatagramBatch? _batch;

    public ValueTask<int> Start(DatagramBatch batch, CancellationToken cancellation)
    {
        Claim(nameof(MultihomedUdpSocket.ReceiveAsync));
        _batch = batch;
        return Start(cancellation);
    }

    /// <inheritdoc/>
    protected override bool Try(out int result)
    {
        result = socket.Receive(_batch!);
        return result > 0;
    }

    /// <inheritdoc/>
    protected override void Clear() => _batch = null;
}
