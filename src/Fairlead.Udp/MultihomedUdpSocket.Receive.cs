using System.Net.Sockets;
using Fairlead.Linux;

namespace Fairlead.Udp;

/// <content>One datagram at a time, into the program's memory.</content>
public sealed partial class MultihomedUdpSocket
{
    private readonly ReceiveCall _receive;

    /// <summary>Receives a datagram, and waits for it where none is there.</summary>
    /// <param name="buffer">Where its bytes go; 65535 hold any. What does not fit is lost, and the result says so.</param>
    /// <param name="cancellation">Ends the wait; no datagram is lost by it.</param>
    /// <returns>The datagram; it may be of 0 bytes. Await it once, before the next call.</returns>
    /// <exception cref="SocketException">recvmsg(2) failed: on a connected socket, ConnectionRefused and the like.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    /// <exception cref="ObjectDisposedException">The socket was or is disposed.</exception>
    /// <exception cref="InvalidOperationException">Another call waits.</exception>
    public ValueTask<ReceivedDatagram> ReceiveAsync(Memory<byte> buffer, CancellationToken cancellation = default)
    {
        if (cancellation.IsCancellationRequested)
        {
            return ValueTask.FromCanceled<ReceivedDatagram>(cancellation);
        }
        return TryReceive(buffer.Span, out var received)
            ? new ValueTask<ReceivedDatagram>(received)
            : _receive.Start(buffer, cancellation);
    }

    /// <summary>Receives a datagram if one is there.</summary>
    /// <param name="buffer">Where its bytes go.</param>
    /// <param name="received">The datagram.</param>
    /// <returns>False where none is there.</returns>
    /// <exception cref="SocketException">recvmsg(2) failed.</exception>
    public bool TryReceive(Span<byte> buffer, out ReceivedDatagram received)
    {
        using var lease = Lease();
        var errno = DatagramCalls.Receive(lease.Fd, buffer, out received);
        return errno switch
        {
            Errno.None => true,
            Errno.EAGAIN => false,
            _ => throw UdpFailure.Of("recvmsg", errno),
        };
    }
}
