using Fairlead.Linux;
using static Fairlead.Linux.SocketConstants;

namespace Fairlead.Cli.Forwarding;

/// <summary>Asks the kernel, by a socket that is used for nothing else, whether this process may set an option.</summary>
internal static class SocketPrivilege
{
    /// <summary>Makes sure that it may.</summary>
    /// <param name="family">AF_INET or AF_INET6.</param>
    /// <param name="level">The level of the option.</param>
    /// <param name="option">The option.</param>
    /// <param name="value">Its value.</param>
    /// <param name="what">What wants it, for the error.</param>
    /// <param name="advice">What to do where it may not.</param>
    /// <exception cref="LinuxException">It may not.</exception>
    public static void Require(int family, int level, int option, int value, string what, string advice)
    {
        var socket = LinuxException.Check(Libc.socket(family, SOCK_DGRAM | SOCK_CLOEXEC, 0), "socket");
        var errno = Libc.setsockopt(socket, level, option, value);
        _ = Libc.close(socket);
        LinuxException.ThrowIf(errno, what, advice);
    }
}
