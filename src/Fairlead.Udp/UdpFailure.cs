using System.Net.Sockets;
using Fairlead.Linux;

namespace Fairlead.Udp;

/// <summary>The exception of this library's public edge: <see cref="SocketException"/> with the call, its errno, and advice.</summary>
internal static class UdpFailure
{
    public const string OptionAdvice = "this kernel or this socket does not have it";

    /// <summary>The exception for a call that failed.</summary>
    public static SocketException Of(string call, Errno errno, string? advice = null) =>
        new((int)Code(errno), $"{call}: {errno}: {advice ?? Advice(errno)}");

    /// <summary>Throws if the call failed.</summary>
    public static void ThrowIf(Errno errno, string call, string? advice = null)
    {
        if (errno != Errno.None)
        {
            throw Of(call, errno, advice);
        }
    }

    private static SocketError Code(Errno errno) => errno switch
    {
        Errno.EACCES or Errno.EPERM => SocketError.AccessDenied,
        Errno.EADDRINUSE => SocketError.AddressAlreadyInUse,
        Errno.EADDRNOTAVAIL => SocketError.AddressNotAvailable,
        Errno.EAFNOSUPPORT => SocketError.AddressFamilyNotSupported,
        Errno.ECONNREFUSED => SocketError.ConnectionRefused,
        Errno.EDESTADDRREQ => SocketError.DestinationAddressRequired,
        Errno.EHOSTDOWN => SocketError.HostDown,
        Errno.EHOSTUNREACH => SocketError.HostUnreachable,
        Errno.EINVAL => SocketError.InvalidArgument,
        Errno.EMSGSIZE => SocketError.MessageSize,
        Errno.ENETDOWN => SocketError.NetworkDown,
        Errno.ENETUNREACH => SocketError.NetworkUnreachable,
        Errno.ENOBUFS or Errno.ENOMEM => SocketError.NoBufferSpaceAvailable,
        Errno.ENOPROTOOPT => SocketError.ProtocolOption,
        Errno.EOPNOTSUPP => SocketError.OperationNotSupported,
        _ => SocketError.SocketError,
    };

    private static string Advice(Errno errno) => errno switch
    {
        Errno.EACCES => "to a broadcast address, set Socket.EnableBroadcast",
        Errno.EPERM => "a firewall of this host forbids it",
        Errno.ECONNREFUSED => "an earlier datagram found nobody at the port; the socket goes on",
        Errno.EHOSTUNREACH or Errno.ENETUNREACH => "no route leads there from the local address; is it one of this host?",
        Errno.EDESTADDRREQ => "name the remote endpoint, or connect the socket",
        Errno.EINVAL => "is the local address of the remote's family, and is it one of this host? " +
            "does a segment fit the path's MTU, and are there at most 64?",
        Errno.EMSGSIZE => "longer than a datagram, a segment, or the path's MTU may be",
        Errno.EIO => "the device cannot checksum segments: send without a segment size",
        Errno.EAFNOSUPPORT => "the remote is not of the socket's family",
        _ => "see its man page",
    };
}
