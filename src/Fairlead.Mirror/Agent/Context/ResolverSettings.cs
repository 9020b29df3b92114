using System.Globalization;
using System.Text;
using Fairlead.Mirror.Sockets;
using Fairlead.Rules;

namespace Fairlead.Mirror.Agent.Context;

/// <summary>What /etc/resolv.conf says: resolv.conf(5).</summary>
/// <param name="Servers">Who is asked, in this order.</param>
/// <param name="Search">What is appended to names that have few dots.</param>
/// <param name="Dots">How many dots a name has that is not searched.</param>
/// <param name="Seconds">How long a server is waited for.</param>
/// <param name="Attempts">How often all are asked.</param>
internal sealed record ResolverSettings(SocketName[] Servers, string[] Search, int Dots, int Seconds, int Attempts)
{
    private const ushort Port = 53;
    private const int MostServers = 3;
    private const int MostDots = 15;
    private const int MostSeconds = 30;
    private const int MostAttempts = 5;
    private static readonly char[] s_blanks = [' ', '\t', '\r'];

    /// <summary>Reads it; what is missing is what the manual says.</summary>
    public static ResolverSettings Parse(ReadOnlySpan<byte> text)
    {
        var servers = new List<SocketName>();
        var settings = new ResolverSettings([], [], 1, 5, 2);
        foreach (var line in Encoding.Latin1.GetString(text).Split('\n'))
        {
            var words = line.Split(s_blanks, StringSplitOptions.RemoveEmptyEntries);
            switch (words)
            {
                case ["nameserver", var server, ..] when servers.Count < MostServers && Address.TryParse(server, out var address):
                    servers.Add(new SocketName(address.Unmap(), Port));
                    break;
                case ["search" or "domain", .. var domains]:
                    settings = settings with { Search = Array.ConvertAll(domains, d => d.Trim('.').ToLowerInvariant()) };
                    break;
                case ["options", .. var options]:
                    settings = Array.ConvertAll(options, option => option.Split(':')).Aggregate(settings, Option);
                    break;
                default:
                    break;
            }
        }
        return settings with
        {
            Servers = servers.Count > 0 ? [.. servers] : [new SocketName(Address.LoopbackV4, Port)],
            Search = Array.FindAll(settings.Search, domain => domain.Length > 0),
        };
    }

    private static ResolverSettings Option(ResolverSettings settings, string[] option) => option switch
    {
        ["ndots", var word] => settings with { Dots = Number(word, settings.Dots, 0, MostDots) },
        ["timeout", var word] => settings with { Seconds = Number(word, settings.Seconds, 1, MostSeconds) },
        ["attempts", var word] => settings with { Attempts = Number(word, settings.Attempts, 1, MostAttempts) },
        _ => settings,
    };

    private static int Number(string word, int otherwise, int least, int most) =>
        int.TryParse(word, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? Math.Clamp(number, least, most) : otherwise;
}
