using Fairlead.Linux;
using Fairlead.Rules.Forwarding;
using static Fairlead.Linux.SocketConstants;

namespace Fairlead.Cli.Forwarding;

/// <summary>Whether statements with <c>mark</c> can work here: said at the start, not by sessions that never begin.</summary>
internal static class MarkCheck
{
    /// <summary>Makes sure that sockets can be marked, where a statement wants that.</summary>
    /// <exception cref="LinuxException">They cannot.</exception>
    public static void Require(ForwardRule[] rules)
    {
        if (Array.Find(rules, rule => rule.Options.Mark is not null) is { Options.Mark: { } mark } marked)
        {
            SocketPrivilege.Require(AF_INET, SOL_SOCKET, SO_MARK, (int)mark, $"statement {marked.Number} has a mark (SO_MARK)",
                "it needs CAP_NET_RAW (Linux 5.17) or CAP_NET_ADMIN: run as root, or with AmbientCapabilities=CAP_NET_RAW in the unit");
        }
    }
}
