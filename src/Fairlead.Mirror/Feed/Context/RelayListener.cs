using Fairlead.Forward.Loop;
using Fairlead.Linux;
using Fairlead.Mirror.Sockets;
using Fairlead.Rules;
using static Fairlead.Linux.epoll_event;
using static Fairlead.Linux.SocketConstants;

namespace Fairlead.Mirror.Feed.Context;

/// <summary>The listener that the program's sockets are connected to, in the place of their remotes.</summary>
/// <remarks>
/// The supervisor says of each socket where it comes from, before or after it is accepted here. What is accepted and
/// never named is a stranger's, and what is named and never accepted has gone: both end after <see cref="Patience"/>.
/// A source is another socket's once the first one is gone, so the last one accepted is the one that is meant.
/// </remarks>
internal sealed class RelayListener : Timed, IReady, IDisposable
{
    private const int Patience = 5000;
    private const int Backlog = 4096;
    private readonly EventLoop _loop;
    private readonly int _socket;
    private readonly Dictionary<SocketName, (int Socket, long Since)> _accepted = [];
    private readonly Dictionary<SocketName, (OutgoingStream Stream, long Since)> _expected = [];

    private RelayListener(EventLoop loop, int socket)
    {
        (_loop, _socket, Name) = (loop, socket, SocketName.LocalOf(socket));
        loop.Post(() =>
        {
            LinuxException.ThrowIf(loop.Add(socket, EPOLLIN, this), "epoll_ctl");
            loop.Timers.Set(this, loop.Now + Patience);
        });
    }

    /// <summary>Where it listens.</summary>
    public SocketName Name { get; }

    /// <summary>Opens one; null: the host has no such address.</summary>
    public static RelayListener? Open(EventLoop loop, Address address)
    {
        var name = new SocketName(address, 0);
        var opened = name.Open(SOCK_STREAM);
        if (!opened.Ok)
        {
            return null;
        }
        if (name.Bind(opened.Int) == Errno.None && Libc.listen(opened.Int, Backlog) == Errno.None)
        {
            return new RelayListener(loop, opened.Int);
        }
        _ = Libc.close(opened.Int);
        return null;
    }

    /// <summary>The program's socket of this attempt comes from there.</summary>
    public void Expect(SocketName source, OutgoingStream stream)
    {
        if (_accepted.Remove(source, out var accepted))
        {
            stream.Join(accepted.Socket);
            return;
        }
        if (_expected.Remove(source, out var earlier))
        {
            earlier.Stream.GiveUp();
        }
        _expected[source] = (stream, _loop.Now);
    }

    /// <inheritdoc/>
    public unsafe void Ready(uint events)
    {
        while (Libc.accept4(_socket, null, null, SOCK_CLOEXEC | SOCK_NONBLOCK) is { Ok: true } accepted)
        {
            Accepted(accepted.Int);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var (socket, _) in _accepted.Values)
        {
            _ = Libc.close(socket);
        }
        _loop.Remove(_socket);
        _ = Libc.close(_socket);
    }

    /// <inheritdoc/>
    internal override void Expire()
    {
        var old = _loop.Now - Patience;
        foreach (var (source, (socket, since)) in _accepted)
        {
            if (since <= old)
            {
                _accepted.Remove(source);
                _loop.Close(socket);
            }
        }
        foreach (var (source, (stream, since)) in _expected)
        {
            if (since <= old)
            {
                _expected.Remove(source);
                stream.GiveUp();
            }
        }
        _loop.Timers.Set(this, _loop.Now + Patience);
    }

    private void Accepted(int socket)
    {
        var source = SocketName.PeerOf(socket);
        if (_expected.Remove(source, out var expected))
        {
            expected.Stream.Join(socket);
            return;
        }
        if (_accepted.Remove(source, out var earlier))
        {
            _loop.Close(earlier.Socket);
        }
        _accepted[source] = (socket, _loop.Now);
    }
}
