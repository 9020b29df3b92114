using Fairlead.Forward.Loop;
using Fairlead.Forward.Tcp;
using Fairlead.Linux;

namespace Fairlead.Mirror.Sockets;

/// <summary>Resets a connection once its peer has what came before: a reset throws away what waits to be sent.</summary>
/// <remarks>
/// An acknowledgement makes no event, so a timer looks. A peer that takes nothing is reset in the end, too. A program that gets a
/// copy may be slower than the one that had all before the reset: so it has a moment to accept the connection, and to read.
/// </remarks>
internal sealed class LateReset : Timed
{
    private const int Soon = 250;
    private const int Patience = 30_000;
    private readonly EventLoop _loop;
    private readonly int _socket;
    private readonly ByteQueue _pending;
    private readonly long _begun;

    private LateReset(EventLoop loop, int socket, ByteQueue pending) =>
        (_loop, _socket, _pending, _begun) = (loop, socket, pending, loop.Now);

    /// <summary>Takes over a socket, which is no longer watched, and what it has not taken yet.</summary>
    /// <param name="loop">The loop.</param>
    /// <param name="socket">The socket.</param>
    /// <param name="pending">What it has not taken.</param>
    /// <param name="isCopy">Whether it is of a copy.</param>
    public static void Begin(EventLoop loop, int socket, ByteQueue pending, bool isCopy)
    {
        loop.Remove(socket);
        var reset = new LateReset(loop, socket, pending);
        if (isCopy)
        {
            loop.Timers.Set(reset, loop.Now + Soon);
        }
        else
        {
            reset.Expire();
        }
    }

    /// <inheritdoc/>
    internal override void Expire()
    {
        var isBroken = _pending.Count > 0 && _pending.WriteTo(_socket) is { Ok: false, Errno: not Errno.EAGAIN };
        var isThrough = _pending.Count == 0 && TcpSocket.Unacknowledged(_socket) == 0;
        if (isBroken || isThrough || _loop.Now - _begun > Patience)
        {
            TcpSocket.ResetWhenClosed(_socket);
            _loop.Close(_socket);
            return;
        }
        _loop.Timers.Set(this, _loop.Now + Soon);
    }
}
