using System.Text;
using Fairlead.Linux;
using Fairlead.Mirror.Frames;
using static Fairlead.Linux.SocketConstants;

namespace Fairlead.Mirror.Agent;

/// <summary>Says which session has a port: an abstract unix socket, which belongs to a network namespace as ports do.</summary>
/// <remarks>
/// Two agents that take the same port would take each other's connections for ever. The socket's name says the port; who
/// connects is told who has it; and it is gone when its process is, however that ends.
/// </remarks>
internal sealed unsafe class PortLock : Forward.Loop.IReady, IDisposable
{
    private readonly Forward.Loop.EventLoop _loop;
    private readonly int _socket;
    private readonly byte[] _who;

    private PortLock(Forward.Loop.EventLoop loop, int socket, string who)
    {
        (_loop, _socket, _who) = (loop, socket, Encoding.UTF8.GetBytes(who));
        LinuxException.ThrowIf(loop.Add(socket, epoll_event.EPOLLIN, this), "epoll_ctl");
    }

    /// <summary>Takes a port for this session.</summary>
    /// <param name="loop">The loop that serves the lock.</param>
    /// <param name="protocol"><c>tcp</c> or <c>udp</c>.</param>
    /// <param name="port">The port.</param>
    /// <param name="who">Who has it, for people.</param>
    /// <exception cref="RefusalException">Another session has it.</exception>
    public static PortLock Take(Forward.Loop.EventLoop loop, string protocol, ushort port, string who)
    {
        const int type = SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK;
        var socket = LinuxException.Check(Libc.socket(AF_UNIX, type, 0), "socket(AF_UNIX)");
        var name = Name(protocol, port, out var length);
        var errno = Libc.bind(socket, &name, length);
        if (errno == Errno.None)
        {
            LinuxException.ThrowIf(Libc.listen(socket, 16), "listen");
            return new PortLock(loop, socket, who);
        }
        _ = Libc.close(socket);
        throw errno == Errno.EADDRINUSE
            ? new RefusalException(
                Errno.EADDRINUSE,
                $"{protocol} port {port} of the target belongs to another session already: {Ask(name, length)}; one session has a port")
            : new LinuxException("bind of the port's lock", errno);
    }

    /// <inheritdoc/>
    public void Ready(uint events)
    {
        var connection = Libc.accept4(_socket, null, null, SOCK_CLOEXEC | SOCK_NONBLOCK);
        if (connection.Ok)
        {
            _ = Libc.write(connection.Int, _who);
            _ = Libc.close(connection.Int);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _loop.Close(_socket);

    private static sockaddr_un Name(string protocol, ushort port, out uint length)
    {
        sockaddr_un name = new() { sun_family = AF_UNIX };
        var text = Encoding.ASCII.GetBytes($"\0fairlead-agent/{protocol}/{port}");
        text.CopyTo(new Span<byte>(name.sun_path, text.Length));
        length = (uint)(sizeof(ushort) + text.Length);
        return name;
    }

    private static string Ask(sockaddr_un name, uint length)
    {
        const int patience = 1000;
        var socket = Libc.socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0).Int;
        Span<byte> answer = stackalloc byte[512];
        pollfd ready = new() { fd = socket, events = pollfd.POLLIN };
        var got = Libc.connect(socket, &name, length) == Errno.None && Libc.poll(&ready, 1, patience).Value > 0
            ? Libc.recv(socket, answer, 0).Int
            : 0;
        _ = Libc.close(socket);
        return got > 0 ? PlainText.Of(Encoding.UTF8.GetString(answer[..got])) : "one that does not say who it is";
    }
}
