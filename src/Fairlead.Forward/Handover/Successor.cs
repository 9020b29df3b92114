using Fairlead.Linux;
using static Fairlead.Linux.SocketConstants;

namespace Fairlead.Forward.Handover;

/// <summary>A place in the file system where a running forwarder meets the one that is to follow it.</summary>
/// <remarks>
/// <para>Goal. A new process, of a new version perhaps, takes over with no datagram lost: what comes in between waits in the
/// sockets, which both have.</para>
/// <para>Order of events. The new one connects. The old one stops its loops, writes all that it has, and waits. The new one
/// reads, opens what its statements need beside, and says so; then it starts, and the old one ends. If the new one fails
/// before that, its connection closes without a word, and the old one goes on as if nothing had been.</para>
/// <para>Limits. Only the same user, or root, is answered: with the sockets goes the traffic.</para>
/// </remarks>
public sealed unsafe class Successor : IDisposable
{
    /// <summary>How long each side waits for the other, in seconds.</summary>
    private const int Patience = 30;

    private const byte Taken = 1;

    private readonly byte[] _path;

    private Successor(byte[] path, int socket) => (_path, Descriptor) = (path, socket);

    /// <summary>The socket to poll: readable when a successor is there.</summary>
    public int Descriptor { get; }

    /// <summary>Waits at a path for successors; a socket that is there is replaced.</summary>
    public static Successor AwaitAt(string path)
    {
        var socket = OpenSocket(SOCK_NONBLOCK);
        var bytes = Libc.CString(path);
        RequireNoFile(path, bytes);
        _ = Libc.unlink(bytes);
        sockaddr_un address;
        var length = Address(path, &address);
        LinuxException.ThrowIf(
            Libc.bind(socket, &address, length), $"--handover {path}", "its folder must exist, and this user may write there");
        LinuxException.ThrowIf(Libc.chmod(bytes, 0x180), $"chmod 0600 of {path}");
        LinuxException.ThrowIf(Libc.listen(socket, 1), $"listen at {path}");
        return new Successor(bytes, socket);
    }

    /// <summary>Connects to the one who waits at a path; null: nobody does.</summary>
    /// <returns>A socket to read the inheritance from.</returns>
    public static int? ConnectTo(string path)
    {
        var socket = OpenSocket();
        sockaddr_un address;
        var length = Address(path, &address);
        var errno = Libc.connect(socket, &address, length);
        if (errno == Errno.None)
        {
            LimitWaiting(socket);
            return socket;
        }
        _ = Libc.close(socket);
        return errno is Errno.ENOENT or Errno.ECONNREFUSED
            ? null
            : throw new LinuxException($"connect to {path}", errno, "the forwarder that is to hand over waits there");
    }

    /// <summary>Tells the predecessor that all is taken, and closes the socket.</summary>
    public static void Confirm(int socket)
    {
        _ = DescriptorMessage.Send(socket, [Taken], []);
        _ = Libc.close(socket);
    }

    /// <summary>Hands over to the one who has come. The loops stand.</summary>
    /// <returns>Whether all was taken: then this process is to end.</returns>
    public bool HandOver(Forwarder forwarder)
    {
        var accepted = Libc.accept4(Descriptor, null, null, SOCK_CLOEXEC);
        if (!accepted.Ok)
        {
            return false;
        }
        LimitWaiting(accepted.Int);
        try
        {
            return IsTrusted(accepted.Int) && Send(forwarder, accepted.Int) && WaitTaken(accepted.Int);
        }
        finally
        {
            _ = Libc.close(accepted.Int);
        }
    }

    /// <summary>Waits no longer. After a handover the path is the successor's.</summary>
    public void Dispose() => _ = Libc.close(Descriptor);

    /// <summary>Removes the path: nobody follows.</summary>
    public void Remove() => _ = Libc.unlink(_path);

    private static void RequireNoFile(string path, byte[] bytes)
    {
        const int type = 0xF000, socket = 0xC000;
        if (Libc.statx(FcntlConstants.AT_FDCWD, bytes, 0, statx.STATX_MODE, out var file) == Errno.None
            && (file.stx_mode & type) != socket)
        {
            throw new LinuxException($"--handover {path}", Errno.EEXIST, "a file that is no socket is there: name another path");
        }
    }

    private static bool Send(Forwarder forwarder, int socket)
    {
        var isSent = true;
        forwarder.Bequeath((text, descriptors) =>
            isSent = isSent && DescriptorMessage.Send(socket, text, descriptors) == Errno.None);
        return isSent;
    }

    private static bool WaitTaken(int socket)
    {
        Span<byte> answer = stackalloc byte[1];
        return Libc.read(socket, answer) is { Ok: true, Value: 1 } && answer[0] == Taken;
    }

    // Neither side hangs because the other does: the old one has stopped its loops.
    private static void LimitWaiting(int socket)
    {
        timeval patience = new() { tv_sec = Patience };
        _ = Libc.setsockopt(socket, SOL_SOCKET, SO_SNDTIMEO, &patience, (uint)sizeof(timeval));
        _ = Libc.setsockopt(socket, SOL_SOCKET, SO_RCVTIMEO, &patience, (uint)sizeof(timeval));
    }

    private static bool IsTrusted(int socket)
    {
        ucred peer;
        var length = Libc.SizeOf<ucred>();
        return Libc.getsockopt(socket, SOL_SOCKET, SO_PEERCRED, &peer, &length) == Errno.None
            && (peer.uid == 0 || peer.uid == Libc.geteuid());
    }

    private static int OpenSocket(int flags = 0) =>
        LinuxException.Check(Libc.socket(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC | flags, 0), "socket");

    private static uint Address(string path, sockaddr_un* address)
    {
        var bytes = Libc.CString(path);
        var room = sizeof(sockaddr_un) - 2;
        if (bytes.Length > room)
        {
            throw new LinuxException($"--handover {path}", Errno.ENAMETOOLONG, $"at most {room - 1} bytes");
        }
        *address = new sockaddr_un { sun_family = AF_UNIX };
        bytes.CopyTo(new Span<byte>((byte*)address + 2, room));
        return (uint)(2 + bytes.Length);
    }
}
