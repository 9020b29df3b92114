using System.Net.Sockets;
using Fairlead.Linux;

namespace Fairlead.Udp;

/// <content>One datagram at a time, from the program's memory.</content>
public sealed partial class MultihomedUdpSocket
{
    private readonly ReadyCall _sendRoom;

    // Of those who find no room, one waits for it, and the others for their turn.
    private readonly SemaphoreSlim _sendTurn = new(1, 1);

    /// <summary>Sends a datagram, and waits where the kernel has no room for it.</summary>
    /// <param name="payload">Its bytes, 0 to <see cref="DatagramBatch.MaxPayload"/>.</param>
    /// <param name="remote">Where to; empty: to the peer of a connected socket.</param>
    /// <param name="local">The local address to send from; its port does not matter. Empty: the kernel chooses.</param>
    /// <param name="cancellation">Ends the wait; nothing was sent then.</param>
    /// <exception cref="SocketException">sendmsg(2) failed, and nothing was sent.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    /// <exception cref="ObjectDisposedException">The socket was or is disposed.</exception>
    public ValueTask SendAsync(
        ReadOnlyMemory<byte> payload, UdpEndpoint remote, UdpEndpoint local = default,
        CancellationToken cancellation = default) =>
        SendAsync(payload, remote, new SendControl { Local = local }, cancellation);

    /// <summary>Sends a datagram, or several with <see cref="SendControl.SegmentSize"/>.</summary>
    /// <param name="payload">Its bytes.</param>
    /// <param name="remote">Where to; empty: to the peer of a connected socket.</param>
    /// <param name="how">How it is to leave.</param>
    /// <param name="cancellation">Ends the wait; nothing was sent then.</param>
    /// <exception cref="SocketException">sendmsg(2) failed, and nothing was sent.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    /// <exception cref="ObjectDisposedException">The socket was or is disposed.</exception>
    public ValueTask SendAsync(
        ReadOnlyMemory<byte> payload, UdpEndpoint remote, SendControl how, CancellationToken cancellation = default)
    {
        if (cancellation.IsCancellationRequested)
        {
            return ValueTask.FromCanceled(cancellation);
        }
        return TrySend(payload.Span, remote, how) ? default : SendLater(payload, remote, how, cancellation);
    }

    /// <summary>Sends a datagram if the kernel has room for it.</summary>
    /// <param name="payload">Its bytes.</param>
    /// <param name="remote">Where to; empty: to the peer of a connected socket.</param>
    /// <param name="how">How it is to leave.</param>
    /// <returns>False where there is no room.</returns>
    /// <exception cref="SocketException">sendmsg(2) failed, and nothing was sent.</exception>
    public bool TrySend(ReadOnlySpan<byte> payload, UdpEndpoint remote, SendControl how = default)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan((uint)how.SegmentSize, (uint)ushort.MaxValue, nameof(how));
        using var lease = Lease();
        var errno = DatagramCalls.Send(
            lease.Fd, payload, OfFamily(remote), how with { Local = OfFamily(how.Local) }, _isV6);
        return errno switch
        {
            Errno.None => true,
            Errno.EAGAIN => false,
            _ => throw UdpFailure.Of("sendmsg", errno),
        };
    }

    private async ValueTask SendLater(
        ReadOnlyMemory<byte> payload, UdpEndpoint remote, SendControl how, CancellationToken cancellation)
    {
        await _sendTurn.WaitAsync(cancellation).ConfigureAwait(false);
        try
        {
            while (!TrySend(payload.Span, remote, how))
            {
                await _sendRoom.WaitAsync(nameof(SendAsync), cancellation).ConfigureAwait(false);
            }
        }
        finally
        {
            _sendTurn.Release();
        }
    }

    private UdpEndpoint OfFamily(in UdpEndpoint address) => _isV6 ? address.Map() : address.Unmap();
}
