using Fairlead.Engines;
using Fairlead.Linux;
using Fairlead.Rules;
using static Fairlead.Linux.SocketConstants;

namespace Fairlead.Mirror.Sockets;

/// <summary>An address and a port, as sockets have them. Never v4-mapped.</summary>
internal readonly record struct SocketName(Address Address, ushort Port)
{
    /// <summary>The local name of a socket.</summary>
    public static unsafe SocketName LocalOf(int socket)
    {
        sockaddr_storage name = default;
        var length = Libc.SizeOf<sockaddr_storage>();
        _ = Libc.getsockname(socket, &name, &length);
        return Read(name, length);
    }

    /// <summary>Who is at the other end of a socket.</summary>
    public static unsafe SocketName PeerOf(int socket)
    {
        sockaddr_storage name = default;
        var length = Libc.SizeOf<sockaddr_storage>();
        _ = Libc.getpeername(socket, &name, &length);
        return Read(name, length);
    }

    /// <summary>Takes a connection from a listener. Its socket does not block.</summary>
    public static unsafe SysResult Accept(int listener, out SocketName peer)
    {
        sockaddr_storage name = default;
        var length = Libc.SizeOf<sockaddr_storage>();
        var accepted = Libc.accept4(listener, &name, &length, SOCK_CLOEXEC | SOCK_NONBLOCK);
        peer = accepted.Ok ? Read(name, length) : default;
        return accepted;
    }

    /// <summary>Binds a socket of the address's family.</summary>
    public unsafe Errno Bind(int socket)
    {
        sockaddr_storage name = default;
        return Libc.bind(socket, &name, SocketAddress.Write(ref name, Address, Port));
    }

    /// <summary>Connects a socket of the address's family.</summary>
    public unsafe Errno Connect(int socket)
    {
        sockaddr_storage name = default;
        return Libc.connect(socket, &name, SocketAddress.Write(ref name, Address, Port));
    }

    /// <summary>A socket of the address's family, which does not block.</summary>
    public SysResult Open(int type) =>
        Libc.socket(Address.IsV4 ? AF_INET : AF_INET6, type | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);

    /// <summary>Reads what <see cref="ToString"/> wrote.</summary>
    public static bool TryParse(string text, out SocketName name)
    {
        name = default;
        var colon = text.LastIndexOf(':');
        if (colon < 0 || !ushort.TryParse(text.AsSpan(colon + 1), out var port)
            || !Address.TryParse(text[..colon].Trim('[', ']'), out var address))
        {
            return false;
        }
        name = new SocketName(address.Unmap(), port);
        return true;
    }

    /// <inheritdoc/>
    public override string ToString() => Address.WithPort(Port);

    private static SocketName Read(in sockaddr_storage name, uint length) =>
        SocketAddress.TryRead(name, length, out var address, out var port) ? new SocketName(address.Unmap(), port) : default;
}
