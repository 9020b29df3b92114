using System.Text;
using Fairlead.Linux;
using Fairlead.Rules;
using static Fairlead.Linux.SocketConstants;

namespace Fairlead.Engines.Trace;

/// <summary>The address in a sockaddr, as the program or the kernel gave it.</summary>
/// <param name="Family">AF_ constant; -1 where the sockaddr could not be read, or is too short.</param>
/// <param name="Address">The address of an IPv4 or IPv6 one.</param>
/// <param name="Port">Its port.</param>
/// <param name="Path">The path of a unix one; @ stands for the zero byte of an abstract one.</param>
internal readonly unsafe record struct SocketName(
    int Family, Address Address = default, ushort Port = 0, string? Path = null)
{
    public static readonly SocketName Unreadable = new(-1);

    public bool IsInternet => Family is AF_INET or AF_INET6;

    /// <summary>Decodes a sockaddr of the length that the call gave.</summary>
    public static SocketName Parse(in sockaddr_storage sockaddr, uint length)
    {
        length = Math.Min(length, Libc.SizeOf<sockaddr_storage>());
        if (SocketAddress.TryRead(sockaddr, length, out var address, out var port))
        {
            return new(sockaddr.ss_family, address, port);
        }
        fixed (sockaddr_storage* bytes = &sockaddr)
        {
            return length < sizeof(ushort) || sockaddr.ss_family is AF_INET or AF_INET6 ? Unreadable
                : sockaddr.ss_family != AF_UNIX ? new(sockaddr.ss_family)
                : new(AF_UNIX, Path: PathOf(new ReadOnlySpan<byte>(bytes, (int)length)[sizeof(ushort)..]));
        }
    }

    /// <summary>The local address of a descriptor of this process; null where it has none.</summary>
    public static SocketName? OfLocal(int fd)
    {
        sockaddr_storage name = default;
        var length = Libc.SizeOf<sockaddr_storage>();
        return Libc.getsockname(fd, &name, &length) == Errno.None ? Parse(name, length) : null;
    }

    /// <summary>The remote address of a descriptor of this process; null where it has none.</summary>
    public static SocketName? OfPeer(int fd)
    {
        sockaddr_storage name = default;
        var length = Libc.SizeOf<sockaddr_storage>();
        return Libc.getpeername(fd, &name, &length) == Errno.None ? Parse(name, length) : null;
    }

    /// <inheritdoc/>
    public override string ToString() => Family switch
    {
        -1 => "?",
        AF_UNSPEC => "unspec",
        AF_UNIX => Path!,
        _ when IsInternet => Address.WithPort(Port),
        _ => SocketKind.FamilyName(Family),
    };

    private static string PathOf(ReadOnlySpan<byte> path)
    {
        if (path is [0, .. var name])
        {
            return "@" + Encoding.UTF8.GetString(name).Replace('\0', '@');
        }
        var end = path.IndexOf((byte)0);
        return Encoding.UTF8.GetString(end < 0 ? path : path[..end]);
    }
}
