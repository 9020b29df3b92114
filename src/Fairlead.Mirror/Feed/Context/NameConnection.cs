using System.Buffers.Binary;
using Fairlead.Forward.Loop;
using Fairlead.Linux;
using Fairlead.Mirror.Names;
using Fairlead.Mirror.Sockets;
using static Fairlead.Linux.epoll_event;

namespace Fairlead.Mirror.Feed.Context;

/// <summary>Somebody who asks the session's resolver by TCP: messages with their length before them, RFC 7766.</summary>
/// <remarks>It ends when who asks has ended and all is answered, or after <see cref="Idle"/> without a question.</remarks>
internal sealed class NameConnection : Timed, IReady
{
    private const int Idle = 30_000;
    private const int MostOpen = 64;
    private const uint Events = EPOLLIN | EPOLLOUT | EPOLLRDHUP | EPOLLET;
    private readonly FeedSession _session;
    private readonly NameServer _server;
    private readonly int _socket;
    private readonly byte[] _room = new byte[sizeof(ushort) + DnsMessage.Most];
    private readonly ByteQueue _pending = new();
    private int _got;
    private int _open;
    private bool _hasEnded;
    private bool _isClosed;

    private NameConnection(FeedSession session, NameServer server, int socket) =>
        (_session, _server, _socket) = (session, server, socket);

    /// <summary>Serves a socket.</summary>
    public static NameConnection Begin(FeedSession session, NameServer server, int socket)
    {
        var connection = new NameConnection(session, server, socket);
        session.Loop.Timers.Set(connection, session.Loop.Now + Idle);
        LinuxException.ThrowIf(session.Loop.Add(socket, Events, connection), "epoll_ctl");
        return connection;
    }

    /// <inheritdoc/>
    public void Ready(uint events)
    {
        Write();
        Read();
        CloseIfOver();
    }

    /// <summary>Ends it at once.</summary>
    public void Close()
    {
        if (!_isClosed)
        {
            _isClosed = true;
            _session.Loop.Timers.Cancel(this);
            _session.Loop.Close(_socket);
            _server.Forget(this);
        }
    }

    /// <inheritdoc/>
    internal override void Expire() => Close();

    private void Read()
    {
        while (!_isClosed && !_hasEnded && _open < MostOpen)
        {
            var read = Libc.read(_socket, _room.AsSpan(_got));
            if (read.Value > 0)
            {
                _got += read.Int;
                Ask();
            }
            else if (read.Ok)
            {
                _hasEnded = true;
            }
            else
            {
                _hasEnded = read.Errno != Errno.EAGAIN;
                return;
            }
        }
    }

    private void Ask()
    {
        var start = 0;
        while (_got - start >= sizeof(ushort)
            && BinaryPrimitives.ReadUInt16BigEndian(_room.AsSpan(start)) is var length && _got - start >= sizeof(ushort) + length)
        {
            var message = _room.AsSpan(start + sizeof(ushort), length).ToArray();
            start += sizeof(ushort) + length;
            if (length < DnsMessage.HeaderSize)
            {
                _hasEnded = true;
                break;
            }
            _open++;
            RemoteQuestion.Ask(_session, message, Answer);
        }
        _room.AsSpan(start, _got - start).CopyTo(_room);
        _got -= start;
    }

    private void Answer(byte[] answer)
    {
        _open--;
        if (_isClosed)
        {
            return;
        }
        _session.Loop.Timers.Cancel(this);
        _session.Loop.Timers.Set(this, _session.Loop.Now + Idle);
        Span<byte> length = stackalloc byte[sizeof(ushort)];
        BinaryPrimitives.WriteUInt16BigEndian(length, (ushort)answer.Length);
        _pending.Add(length);
        _pending.Add(answer);
        Write();
        Read();
        CloseIfOver();
    }

    private void Write()
    {
        while (_pending.Count > 0 && !_isClosed)
        {
            var written = _pending.WriteTo(_socket);
            if (!written.Ok)
            {
                if (written.Errno != Errno.EAGAIN)
                {
                    Close();
                }
                return;
            }
        }
    }

    private void CloseIfOver()
    {
        if (_hasEnded && _open == 0 && _pending.Count == 0)
        {
            Close();
        }
    }
}
