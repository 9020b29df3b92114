using System.Globalization;
using Fairlead.Linux;
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
            _ = Libc.getsockopt(First + i, SocketConstants.SOL_SOCKET, SocketConstants.SO_DOMAIN, out int domain);
            sockets[i] = new ActivatedSocket(name, First + i, domain == SocketConstants.AF_UNIX);
        }
        return sockets;
    }
}
