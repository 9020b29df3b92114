namespace Fairlead.Udp;

/// <summary>A receive that waits for a datagram.</summary>
internal sealed class ReceiveCall(MultihomedUdpSocket socket, Readiness readiness)
    : WaitingCall<ReceivedDatagram>(readiness, isWrite: false)
{
    private Memory<byte> _buffer;

    public ValueTask<ReceivedDatagram> Start(Memory<byte> buffer, CancellationToken cancellation)
    {
        Claim(nameof(MultihomedUdpSocket.ReceiveAsync));
        _buffer = buffer;
        return Start(cancellation);
    }

    /// <inheritdoc/>
    protected override bool Try(out ReceivedDatagram result) => socket.TryReceive(_buffer.Span, out result);

    /// <inheritdoc/>
    protected override void Clear() => _buffer = default;
}
