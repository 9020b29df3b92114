using Fairlead.Forward.Loop;
using Fairlead.Forward.Tcp;
using Fairlead.Linux;

namespace Fairlead.Mirror.Sockets;

/// <summary>Resets a connection once its peer has what came before: a reset throws away what waits to be sent.</summary>
/// <remarks>An acknowledgement makes no event, so a timer looks. A peer that takes nothing is reset in the end, too.</remarks>
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
    public static void Begin(EventLoop loop, int socket, ByteQueue pending)
    {
        loop.Remove(socket);
        new LateReset(loop, socket, pending).Expire();
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
