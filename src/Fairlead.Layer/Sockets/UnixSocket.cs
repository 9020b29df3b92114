using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Fairlead.Layer.Calls;
using Fairlead.Layer.Plan;
using Fairlead.Linux;
using Fairlead.Rules;
using static Fairlead.Linux.FcntlConstants;
using static Fairlead.Linux.SocketConstants;

namespace Fairlead.Layer.Sockets;

/// <summary>A unix socket that is to stand in the place of the program's own, up to its bind(2) or connect(2).</summary>
internal static unsafe class UnixSocket
{
    /// <summary>Bits of SO_BUF_LOCK: the program has set this buffer's size itself.</summary>
    private const int SOCK_SNDBUF_LOCK = 1, SOCK_RCVBUF_LOCK = 2;

    /// <summary>Which buffers have a size that was set (Linux 5.14): socket(7).</summary>
    private const int SO_BUF_LOCK = 72;

    private const int SO_OOBINLINE = 10;

    /// <summary>Makes a socket that behaves as the program's, with the options of the rule.</summary>
    public static Errno Create(ref SocketFacts socket, ref Decision decision, out int made)
    {
        made = -1;
        if (socket.Protocol != Protocol.Tcp)
        {
            decision.Refusal = Refusal.NotTcp;
            return Errno.EPROTOTYPE;
        }
        made = Next.socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
        if (made < 0)
            return Socket.Last;
        Descriptor.CopyNonBlocking(socket.Fd, made);
        CopyOptions(socket.Fd, made);
        CopyBufferSizes(socket.Fd, made);
        var facts = new SocketFacts(made, AF_UNIX);
        return SocketOptions.Apply(decision.Rule, ref facts);
    }

    /// <summary>bind(2), where a file that no socket is behind gives way.</summary>
    public static Errno Bind(int fd, UnixPath* path, int mode)
    {
        if (path->IsTooLong)
            return Errno.ENAMETOOLONG;
        var address = path->Address(out var length);
        var errno = Socket.Result(Next.bind(fd, address, length));
        if (errno == Errno.EADDRINUSE && SocketFile.RemoveIfStale(address, length))
            errno = Socket.Result(Next.bind(fd, address, length));
        return errno != Errno.None || path->IsAbstract || mode < 0 ? errno
            : Socket.Result((int)Next.syscall(SystemCall.SYS_fchmodat, AT_FDCWD, (nint)address->Path, mode));
    }

    /// <summary>connect(2), which waits where the program's socket does.</summary>
    /// <remarks>
    /// A TCP connection goes on when a signal interrupts the call, and this one would not: so it is made again. A program that
    /// connects by TCP knows no ENOENT, nor EAGAIN where the backlog is full.
    /// </remarks>
    public static Errno Connect(int fd, UnixPath* path)
    {
        if (path->IsTooLong)
            return Errno.ENAMETOOLONG;
        var address = path->Address(out var length);
        Errno errno;
        do
            errno = Socket.Result(Next.connect(fd, address, length));
        while (errno == Errno.EINTR);
        return errno is Errno.ENOENT or Errno.EAGAIN ? Errno.ECONNREFUSED : errno;
    }

    private static void CopyOptions(int from, int to)
    {
        CopyOption(from, to, SO_REUSEADDR);
        CopyOption(from, to, SO_KEEPALIVE);
        CopyOption(from, to, SO_OOBINLINE);
        CopyOption(from, to, SO_LINGER);
        CopyOption(from, to, SO_RCVTIMEO);
        CopyOption(from, to, SO_SNDTIMEO);
    }

    // What is 0 on the one is 0 on a new one.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void CopyOption(int from, int to, int option)
    {
        OptionRoom value = default;
        uint length = (uint)sizeof(OptionRoom);
        if (Next.getsockopt(from, SOL_SOCKET, option, &value, &length) == 0 && (value.First | value.Second) != 0)
            _ = Socket.SetOption(to, SOL_SOCKET, option, &value, length);
    }

    private static void CopyBufferSizes(int from, int to)
    {
        _ = Socket.GetOption(from, SOL_SOCKET, SO_BUF_LOCK, out var locked);
        if ((locked & SOCK_SNDBUF_LOCK) != 0)
            CopyBufferSize(from, to, SO_SNDBUF);
        if ((locked & SOCK_RCVBUF_LOCK) != 0)
            CopyBufferSize(from, to, SO_RCVBUF);
    }

    // The kernel shows twice the size that was set.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void CopyBufferSize(int from, int to, int option)
    {
        _ = Socket.GetOption(from, SOL_SOCKET, option, out var size);
        _ = Socket.SetOption(to, SOL_SOCKET, option, size / 2);
    }

    /// <summary>Room for the longest, a struct timeval.</summary>
    [StructLayout(LayoutKind.Sequential)]
    private struct OptionRoom
    {
        public ulong First;
        public ulong Second;
    }
}
