using Fairlead.Forward.Loop;
using Fairlead.Linux;
using Fairlead.Mirror.Names;
using Fairlead.Mirror.Sockets;
using static Fairlead.Linux.epoll_event;
using static Fairlead.Linux.SocketConstants;

namespace Fairlead.Mirror.Agent.Context;

/// <summary>A query and its answer, with one name server: by datagram, and by TCP where the answer is too long for that.</summary>
/// <remarks>The socket is connected, so only the server is heard, and its port is told at once where nobody serves it.</remarks>
/// <param name="loop">The loop.</param>
/// <param name="server">The server.</param>
/// <param name="query">The message, whose id is nobody else's.</param>
/// <param name="answered">Takes the answer; null: this server gives none.</param>
internal sealed class ServerExchange(EventLoop loop, SocketName server, byte[] query, Action<byte[]?> answered) : IReady
{
    private byte[] _room = [];
    private byte[]? _truncated;
    private int _socket = -1;
    private int _got;
    private bool _isTcp;
    private bool _hasSent;

    /// <summary>Asks, or asks again.</summary>
    public void Ask()
    {
        if (_socket < 0 && !Connect(SOCK_DGRAM, EPOLLIN))
        {
            Finish(null);
        }
        else if (!_isTcp)
        {
            _ = Libc.write(_socket, query);
        }
    }

    /// <inheritdoc/>
    public void Ready(uint events)
    {
        if (_isTcp)
        {
            ReadyStream();
            return;
        }
        Span<byte> room = stackalloc byte[DnsMessage.Most];
        while (_socket >= 0 && !_isTcp)
        {
            var read = Libc.read(_socket, room);
            if (!read.Ok)
            {
                if (read.Errno != Errno.EAGAIN)
                {
                    Finish(null);
                }
                return;
            }
            Take(room[..read.Int]);
        }
    }

    /// <summary>Gives it up.</summary>
    public void Close()
    {
        if (_socket >= 0)
        {
            loop.Close(_socket);
            _socket = -1;
        }
    }

    private bool Connect(int type, uint events)
    {
        var opened = server.Open(type);
        if (!opened.Ok)
        {
            return false;
        }
        _socket = opened.Int;
        return server.Connect(_socket) is Errno.None or Errno.EINPROGRESS && loop.Add(_socket, events, this) == Errno.None;
    }

    private void Take(ReadOnlySpan<byte> message)
    {
        if (!DnsMessage.Answers(message, query))
        {
            return;
        }
        if (!DnsMessage.IsTruncated(message) || _isTcp)
        {
            Finish(message.ToArray());
            return;
        }
        _truncated = message.ToArray();
        Close();
        _isTcp = true;
        _room = new byte[sizeof(ushort) + DnsMessage.Most];
        if (!Connect(SOCK_STREAM, EPOLLIN | EPOLLOUT | EPOLLET))
        {
            Finish(null);
        }
    }

    private void ReadyStream()
    {
        if (!_hasSent)
        {
            var framed = new byte[sizeof(ushort) + query.Length];
            framed[0] = (byte)(query.Length >> 8);
            framed[1] = (byte)query.Length;
            query.CopyTo(framed, sizeof(ushort));
            var written = Libc.write(_socket, framed);
            if (written.Errno == Errno.EAGAIN)
            {
                return;
            }
            // So few bytes go into an empty buffer as a whole.
            _hasSent = written.Value == framed.Length;
        }
        while (_hasSent)
        {
            var read = Libc.read(_socket, _room.AsSpan(_got));
            if (read.Errno == Errno.EAGAIN)
            {
                return;
            }
            if (read.Value <= 0)
            {
                break;
            }
            _got += read.Int;
            var length = (_room[0] << 8) | _room[1];
            if (_got >= sizeof(ushort) && _got >= sizeof(ushort) + length)
            {
                Take(_room.AsSpan(sizeof(ushort), length));
                break;
            }
        }
        if (_socket >= 0)
        {
            Finish(null);
        }
    }

    // Who has a cut answer and no way to the whole one, is told so.
    private void Finish(byte[]? answer)
    {
        Close();
        answered(answer ?? _truncated);
    }
}
