using System.Globalization;
using Fairlead.Linux;
using Fairlead.Rules;
using Fairlead.Rules.Resolution;

namespace Fairlead.Engines.Hosting;

/// <summary>The sockets that a service manager passed: sd_listen_fds(3).</summary>
public static class Activation
{
    private const int First = 3;

    /// <summary>The sockets, if LISTEN_PID names this process.</summary>
    public static ActivatedSocket[] Sockets { get; } = Read();

    /// <summary>Keeps the sockets to ourselves: the program gets them by its calls, not as descriptors that it knows nothing of.</summary>
    public static void Claim()
    {
        foreach (var socket in Sockets)
        {
            _ = Libc.fcntl(socket.Descriptor, FcntlConstants.F_SETFD, FcntlConstants.FD_CLOEXEC);
        }
    }

    private static ActivatedSocket[] Read()
    {
        if (Environment.GetEnvironmentVariable("LISTEN_PID") != $"{Environment.ProcessId}"
            || !int.TryParse(Environment.GetEnvironmentVariable("LISTEN_FDS"), CultureInfo.InvariantCulture, out var count))
        {
            return [];
        }
        var names = Environment.GetEnvironmentVariable("LISTEN_FDNAMES")?.Split(':') ?? [];
        var sockets = new ActivatedSocket[Math.Max(0, count)];
        for (var i = 0; i < sockets.Length; i++)
        {
            var name = i < names.Length ? names[i] : "unknown";
            sockets[i] = Describe(name, First + i);
        }
        return sockets;
    }

    private static ActivatedSocket Describe(string name, int descriptor)
    {
        _ = Libc.getsockopt(descriptor, SocketConstants.SOL_SOCKET, SocketConstants.SO_DOMAIN, out int domain);
        var hasAddress = SocketAddress.TryGetLocal(descriptor, out var address, out var port);
        return new ActivatedSocket(name, descriptor, domain == SocketConstants.AF_UNIX)
        {
            Protocol = ProtocolOf(descriptor),
            Address = hasAddress ? address : null,
            Port = port,
            IsDualStack = hasAddress && address == Address.AnyV6 && !IsV6Only(descriptor),
        };
    }

    private static Protocol? ProtocolOf(int descriptor)
    {
        var errno = Libc.getsockopt(descriptor, SocketConstants.SOL_SOCKET, SocketConstants.SO_PROTOCOL, out int protocol);
        return (errno, protocol) switch
        {
            (Errno.None, InConstants.IPPROTO_TCP or InConstants.IPPROTO_MPTCP) => Protocol.Tcp,
            (Errno.None, InConstants.IPPROTO_UDP or InConstants.IPPROTO_UDPLITE) => Protocol.Udp,
            _ => null,
        };
    }

    private static bool IsV6Only(int descriptor) =>
        Libc.getsockopt(descriptor, InConstants.IPPROTO_IPV6, InConstants.IPV6_V6ONLY, out int only) == Errno.None && only != 0;
}
