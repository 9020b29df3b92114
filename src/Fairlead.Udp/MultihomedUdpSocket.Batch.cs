using System.Net.Sockets;
using Fairlead.Linux;

namespace Fairlead.Udp;

/// <content>Many datagrams by one system call.</content>
public sealed partial class MultihomedUdpSocket
{
    private readonly BatchReceiveCall _receiveBatch;

    /// <summary>Receives what is there into the slots of a batch, from the first on: recvmmsg(2). Does not wait.</summary>
    /// <returns>How many datagrams; 0: none is there.</returns>
    /// <exception cref="SocketException">recvmmsg(2) failed.</exception>
    public int Receive(DatagramBatch batch)
    {
        ArgumentNullException.ThrowIfNull(batch);
        using var lease = Lease();
        var received = batch.Receive(lease.Fd, 0, batch.Slots);
        return received.Errno switch
        {
            Errno.None => received.Int,
            Errno.EAGAIN => 0,
            _ => throw UdpFailure.Of("recvmmsg", received.Errno),
        };
    }

    /// <summary>Receives into the slots of a batch, and waits for the first datagram.</summary>
    /// <returns>How many datagrams, from 1. Await it once, before the next call.</returns>
    /// <exception cref="SocketException">recvmmsg(2) failed.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    /// <exception cref="ObjectDisposedException">The socket was or is disposed.</exception>
    /// <exception cref="InvalidOperationException">Another call waits.</exception>
    public ValueTask<int> ReceiveAsync(DatagramBatch batch, CancellationToken cancellation = default)
    {
        if (cancellation.IsCancellationRequested)
        {
            return ValueTask.FromCanceled<int>(cancellation);
        }
        var received = Receive(batch);
        return received > 0 ? new ValueTask<int>(received) : _receiveBatch.Start(batch, cancellation);
    }

    /// <summary>Sends neighbouring slots of a batch: sendmmsg(2). Does not wait.</summary>
    /// <param name="batch">The batch; each slot says where to, see <see cref="Datagram.Reset"/>.</param>
    /// <param name="first">The first slot.</param>
    /// <param name="count">How many.</param>
    /// <returns>
    /// How many were sent; 0: there is no room. Fewer than <paramref name="count"/>: sending from the next one on says why.
    /// </returns>
    /// <exception cref="SocketException">The first of them could not be sent; the others were not tried.</exception>
    public int Send(DatagramBatch batch, int first, int count)
    {
        ArgumentNullException.ThrowIfNull(batch);
        using var lease = Lease();
        var sent = batch.Send(lease.Fd, first, count);
        return sent.Errno switch
        {
            Errno.None => sent.Int,
            Errno.EAGAIN => 0,
            _ => throw UdpFailure.Of("sendmmsg", sent.Errno),
        };
    }

    /// <summary>Sends neighbouring slots of a batch, and waits where the kernel has no room for them.</summary>
    /// <param name="batch">The batch.</param>
    /// <param name="first">The first slot.</param>
    /// <param name="count">How many.</param>
    /// <param name="cancellation">Ends the wait.</param>
    /// <exception cref="SocketException">A datagram could not be sent. To go on after it, use
    /// <see cref="Send(DatagramBatch, int, int)"/>, which tells which one.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    /// <exception cref="ObjectDisposedException">The socket was or is disposed.</exception>
    public ValueTask SendAsync(DatagramBatch batch, int first, int count, CancellationToken cancellation = default)
    {
        if (cancellation.IsCancellationRequested)
        {
            return ValueTask.FromCanceled(cancellation);
        }
        var sent = Send(batch, first, count);
        return sent == count ? default : SendLater(batch, first + sent, count - sent, cancellation);
    }

    private async ValueTask SendLater(DatagramBatch batch, int first, int count, CancellationToken cancellation)
    {
        await _sendTurn.WaitAsync(cancellation).ConfigureAwait(false);
        try
        {
            for (var sent = 0; sent < count;)
            {
                var now = Send(batch, first + sent, count - sent);
                sent += now;
                if (now == 0)
                {
                    await _sendRoom.WaitAsync(nameof(SendAsync), cancellation).ConfigureAwait(false);
                }
            }
        }
        finally
        {
            _sendTurn.Release();
        }
    }
}
