using System.Globalization;
using Fairlead.Linux;

namespace Fairlead.Mirror.Agent.Udp;

/// <summary>Which ports of UDP programs of this network namespace have bound: proc_pid_net(5).</summary>
internal static class BoundPorts
{
    /// <summary>Says that nobody has one of these ports, if so.</summary>
    /// <exception cref="RefusalException">Nobody has.</exception>
    public static void MustHave(ushort first, ushort last)
    {
        var ports = All();
        if (!Array.Exists(ports, port => port >= first && port <= last))
        {
            var text = first == last ? $"{first}" : $"{first}-{last}";
            throw new RefusalException(
                Errno.ECONNREFUSED, $"nobody has bound udp port {text} at the target: "
                + (ports.Length == 0 ? "no port of UDP is bound there" : $"there, these ports are: {string.Join(", ", ports)}"));
        }
    }

    private static ushort[] All() =>
        [.. Files().SelectMany(file => File.ReadLines(file).Skip(1)).Select(Port).Distinct().Order()];

    private static IEnumerable<string> Files() =>
        ((string[])["/proc/thread-self/net/udp", "/proc/thread-self/net/udp6"]).Where(File.Exists);

    // The second word is the local address and port.
    private static ushort Port(string line)
    {
        var local = line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1];
        return ushort.Parse(local.AsSpan(local.IndexOf(':', StringComparison.Ordinal) + 1), NumberStyles.HexNumber, CultureInfo.InvariantCulture);
    }
}
