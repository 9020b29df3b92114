using Fairlead.Linux;
using Fairlead.Rules;
using Fairlead.Rules.Evaluation;
using static Fairlead.Linux.SocketConstants;

namespace Fairlead.Engines.Seccomp;

/// <summary>Another socket in the place of the program's own: <c>unix:</c> and <c>activated:</c>.</summary>
/// <remarks>
/// <para>The new socket is put under the program's own number by SECCOMP_IOCTL_NOTIF_ADDFD, with its close-on-exec flag,
/// O_NONBLOCK and timeouts. The program goes on to see IPv4 or IPv6: its address as asked, peers as loopback with a
/// port that nobody uses; options of IP and TCP are taken and have no effect.</para>
/// <para>Limits. Only this number is replaced: a descriptor that the program duplicated or passed on before it called
/// bind or connect keeps the old socket, and so does an epoll set. A socket file is removed when the last program has
/// ended, or by the next bind when nobody listens on it any more.</para>
/// </remarks>
internal sealed unsafe class SocketReplacement(Steering steering)
{
    private const ushort FirstInventedPort = 32768;
    private readonly HashSet<string> _files = [];
    private ushort _invented = FirstInventedPort;

    /// <summary>The socket files that were made, to hand over or to remove.</summary>
    public HashSet<string> Files => _files;

    /// <summary>bind(2) to a unix or passed socket.</summary>
    public Verdict Bind(TrappedCall call, (Address Address, ushort Port) asked, in Decision decision)
    {
        // Who asks for any port gets a file of its own, as it would get a port, and is shown the number in its name.
        var shown = decision.Rule!.MakesUnix && asked.Port == 0 ? (asked.Address, Port: InventPort()) : asked;
        var errno = decision.Rule.Activated is { } activated
            ? Duplicate(call, activated.Descriptor, out var socket)
            : Listen(call, shown, decision, out socket);
        var name = decision.Rule.Activated is { Name: var passed } ? $"-> activated:{passed}" : PathOf(decision, shown);
        steering.Report(call, "bind", asked, decision, errno, name);
        if (errno != Errno.None)
        {
            return Verdict.Fail(errno);
        }
        if (decision.Rule.MakesUnix || decision.Rule.Hides)
        {
            steering.LocalNames.Set(Steering.CookieOf(socket), new HiddenName(shown.Address, shown.Port));
        }
        return Put(call, socket);
    }

    /// <summary>connect(2) to a unix socket.</summary>
    public Verdict Connect(TrappedCall call, (Address Address, ushort Port) asked, in Decision decision)
    {
        var errno = Create(call, decision, out var socket);
        if (errno == Errno.None)
        {
            errno = ConnectTo(socket, UnixPath.Expand(decision.Rule!.Unix!.Path, asked.Address, asked.Port));
        }
        steering.Report(call, "connect", asked, decision, errno, PathOf(decision, asked));
        if (errno != Errno.None)
        {
            _ = socket < 0 ? Errno.None : Libc.close(socket);
            return Verdict.Fail(errno);
        }
        var cookie = Steering.CookieOf(socket);
        steering.PeerNames.Set(cookie, new HiddenName(asked.Address, asked.Port));
        steering.LocalNames.Set(cookie, LoopbackName(call.IsInet6));
        return Put(call, socket);
    }

    /// <summary>A loopback address with a port that stands for no socket.</summary>
    public HiddenName LoopbackName(bool isInet6) =>
        new(isInet6 ? Address.LoopbackV6 : Address.LoopbackV4, InventPort());

    /// <summary>Removes the socket files.</summary>
    public void RemoveFiles()
    {
        foreach (var file in _files)
        {
            _ = Libc.unlink(Libc.CString(file));
        }
    }

    private static string PathOf(in Decision decision, (Address Address, ushort Port) asked) =>
        $"-> unix:{UnixPath.Expand(decision.Rule!.Unix!.Path, asked.Address, asked.Port)}";

    private static Verdict Put(TrappedCall call, int socket)
    {
        if (call.IsNonBlocking())
        {
            _ = Libc.fcntl(socket, FcntlConstants.F_SETFL, FcntlConstants.O_NONBLOCK);
        }
        return Verdict.Give(socket, call.Descriptor, TraceeStatus.ClosesOnExec(call.Tid, call.Descriptor));
    }

    private static Errno Duplicate(TrappedCall call, int descriptor, out int socket)
    {
        socket = -1;
        _ = Libc.getsockopt(call.Socket, SOL_SOCKET, SO_TYPE, out int wanted);
        _ = Libc.getsockopt(descriptor, SOL_SOCKET, SO_TYPE, out int passed);
        if (wanted != passed)
        {
            return Errno.EPROTOTYPE;
        }
        var copy = Libc.fcntl(descriptor, FcntlConstants.F_DUPFD_CLOEXEC, 3);
        socket = copy.Int;
        return copy.Errno;
    }

    private Errno Listen(TrappedCall call, (Address Address, ushort Port) asked, in Decision decision, out int socket)
    {
        var errno = Create(call, decision, out socket);
        if (errno == Errno.None)
        {
            var target = decision.Rule!.Unix!;
            errno = BindTo(socket, UnixPath.Expand(target.Path, asked.Address, asked.Port), target.Mode);
        }
        if (errno != Errno.None && socket >= 0)
        {
            _ = Libc.close(socket);
        }
        return errno;
    }

    private static Errno Create(TrappedCall call, in Decision decision, out int socket)
    {
        socket = -1;
        if (call.Protocol != Protocol.Tcp)
        {
            return Errno.EPROTOTYPE;
        }
        var made = Libc.socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
        if (!made.Ok)
        {
            return made.Errno;
        }
        socket = made.Int;
        foreach (var option in (ReadOnlySpan<int>)[SO_RCVTIMEO, SO_SNDTIMEO, SO_LINGER])
        {
            TraceeSocket.CopyOption(call.Socket, socket, option);
        }
        return SocketOptions.Apply(socket, isInet6: false, Protocol.Any, decision.Rule!.Options, out _);
    }

    private Errno BindTo(int socket, string path, int? mode)
    {
        if (!UnixAddress.TryWrite(path, out var address, out var length))
        {
            return Errno.ENAMETOOLONG;
        }
        var errno = Libc.bind(socket, &address, length);
        if (errno == Errno.EADDRINUSE && !path.StartsWith('@') && IsStale(&address, length))
        {
            _ = Libc.unlink(Libc.CString(path));
            errno = Libc.bind(socket, &address, length);
        }
        if (errno != Errno.None || path.StartsWith('@'))
        {
            return errno;
        }
        _files.Add(path);
        return mode is { } bits ? Libc.chmod(Libc.CString(path), (uint)bits) : Errno.None;
    }

    // connect(2) to a socket file that nobody listens on gives ECONNREFUSED; a file of another kind does, too, and is
    // told apart by the kind of file.
    private static bool IsStale(sockaddr_un* address, uint length)
    {
        var probe = Libc.socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
        var errno = probe.Ok ? Libc.connect(probe.Int, address, length) : probe.Errno;
        _ = probe.Ok ? Libc.close(probe.Int) : Errno.None;
        return errno == Errno.ECONNREFUSED && Libc.IsSocketFile(address->sun_path);
    }

    private static Errno ConnectTo(int socket, string path)
    {
        if (!UnixAddress.TryWrite(path, out var address, out var length))
        {
            return Errno.ENAMETOOLONG;
        }
        using var nonBlocking = new NonBlockingMoment(socket);
        var errno = Libc.connect(socket, &address, length);

        // What a program that connects by TCP expects where nobody listens, or the backlog is full.
        return errno is Errno.ENOENT or Errno.EAGAIN ? Errno.ECONNREFUSED : errno;
    }

    private ushort InventPort()
    {
        var port = _invented++;
        _invented = Math.Max(_invented, FirstInventedPort);
        return port;
    }
}
