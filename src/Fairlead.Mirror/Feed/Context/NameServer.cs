using Fairlead.Forward.Loop;
using Fairlead.Linux;
using Fairlead.Mirror.Names;
using Fairlead.Mirror.Sockets;
using Fairlead.Rules;
using static Fairlead.Linux.epoll_event;
using static Fairlead.Linux.SocketConstants;

namespace Fairlead.Mirror.Feed.Context;

/// <summary>The resolver of a session, on the session's address: whatever the local program asks a name server comes here.</summary>
/// <remarks>
/// <para>Order of events: the port is taken, for UDP and TCP, before the program's rules are made, as they name it; once the agent
/// is there, each message goes to it, and its answer back to who asked.</para>
/// <para>Limits. Every process of this host can ask here, as with every resolver on loopback. Answers that are longer
/// than who asks takes in a datagram are cut, and it asks again by TCP.</para>
/// </remarks>
internal sealed class NameServer : IReady, IDisposable
{
    private const int Attempts = 100;
    private const int Backlog = 64;
    private readonly byte[] _room = new byte[DnsMessage.Most];
    private readonly HashSet<NameConnection> _connections = [];
    private readonly int _datagrams;
    private readonly int _listener;
    private FeedSession? _session;

    /// <exception cref="LinuxException">There is no free port.</exception>
    public NameServer(Address address)
    {
        for (var i = 0; i < Attempts; i++)
        {
            var name = new SocketName(address, 0);
            _datagrams = LinuxException.Check(name.Open(SOCK_DGRAM), "socket");
            _listener = LinuxException.Check(name.Open(SOCK_STREAM), "socket");
            LinuxException.ThrowIf(name.Bind(_datagrams), $"bind to {address}");
            Port = SocketName.LocalOf(_datagrams).Port;
            if ((name with { Port = Port }).Bind(_listener) == Errno.None)
            {
                LinuxException.ThrowIf(Libc.listen(_listener, Backlog), "listen");
                return;
            }
            CloseBoth();
        }
        throw new LinuxException($"bind to {address}", Errno.EADDRINUSE, "no free port was found for the session's resolver");
    }

    /// <summary>Where it listens.</summary>
    public ushort Port { get; }

    /// <summary>Serves from now on.</summary>
    public void Serve(FeedSession session)
    {
        _session = session;
        session.Loop.Post(() =>
        {
            LinuxException.ThrowIf(session.Loop.Add(_datagrams, EPOLLIN, this), "epoll_ctl");
            LinuxException.ThrowIf(session.Loop.Add(_listener, EPOLLIN, new Acceptor(this)), "epoll_ctl");
        });
    }

    /// <inheritdoc/>
    public void Ready(uint events)
    {
        while (Datagram.Receive(_datagrams, _room, out var from) is { Ok: true } got)
        {
            var message = _room.AsSpan(0, got.Int).ToArray();
            if (message.Length >= DnsMessage.HeaderSize)
            {
                RemoteQuestion.Ask(_session!, message, answer => Answer(message, answer, from));
            }
        }
    }

    /// <summary>A connection has ended.</summary>
    public void Forget(NameConnection connection) => _connections.Remove(connection);

    /// <summary>After the loop has ended.</summary>
    public void Dispose()
    {
        foreach (var connection in _connections.ToArray())
        {
            connection.Close();
        }
        _session?.Loop.Remove(_datagrams);
        _session?.Loop.Remove(_listener);
        CloseBoth();
    }

    private void Answer(byte[] message, byte[] answer, SocketName to)
    {
        var isLong = answer.Length > DnsMessage.SizeFor(message);
        // What the socket does not take, its owner asks for again.
        _ = Datagram.Send(_datagrams, isLong ? DnsMessage.Truncate(answer) : answer, to);
    }

    private unsafe void Accept()
    {
        while (Libc.accept4(_listener, null, null, SOCK_CLOEXEC | SOCK_NONBLOCK) is { Ok: true } accepted)
        {
            _connections.Add(NameConnection.Begin(_session!, this, accepted.Int));
        }
    }

    private void CloseBoth()
    {
        _ = Libc.close(_datagrams);
        _ = Libc.close(_listener);
    }

    private sealed class Acceptor(NameServer server) : IReady
    {
        public void Ready(uint events) => server.Accept();
    }
}
