using Fairlead.Rules;

namespace Fairlead.Engines.Trace;

/// <summary>From what a program asked of its sockets, the rules that would steer it.</summary>
/// <remarks>
/// One rule for each verb, protocol and address, in the order in which they were first seen, with the ports joined.
/// A connection to loopback can leave from nowhere else, so its rule says where it goes instead.
/// </remarks>
internal sealed class RuleSuggestion
{
    /// <summary>What the user puts the wanted address for.</summary>
    public const string Placeholder = "ADDRESS";

    /// <summary>A program with more remote addresses than this wants one rule for all.</summary>
    private const int MaxRemotes = 8;

    private readonly List<Group> _groups = [];

    /// <summary>The rules, in the rule language but for the placeholder.</summary>
    public IReadOnlyList<string> Rules => [.. Binds, .. Connects];

    private IEnumerable<string> Binds => Of(Verb.Bind).Select(g => $"{g} to {Placeholder}");

    private IEnumerable<string> Connects
    {
        get
        {
            var connects = Of(Verb.Connect).ToList();
            var remotes = connects.Where(g => !g.Address.IsLoopback).ToList();
            var loopbacks = connects.Except(remotes).Select(g => $"{g} to {Placeholder}");
            return remotes.Count <= MaxRemotes
                ? loopbacks.Concat(remotes.Select(g => $"{g} from {Placeholder}"))
                : ["connect any loopback allow", $"connect any any from {Placeholder}"];
        }
    }

    /// <summary>Takes up what a program asked for.</summary>
    public void Add(Verb verb, Protocol protocol, SocketName name)
    {
        var address = name.Address.Unmap();
        address = verb == Verb.Bind && address.IsWildcard ? Address.AnyV4 : address;
        var group = _groups.Find(g => (g.Verb, g.Protocol, g.Address) == (verb, protocol, address));
        if (group is null)
        {
            group = new Group(verb, protocol, address, []);
            _groups.Add(group);
        }
        group.Ports.Add(name.Port);
    }

    /// <summary>The command that runs the program under the rules, quoted for a shell.</summary>
    public string CommandFor(IEnumerable<string> program) =>
        $"fairlead run {string.Join(' ', Rules.Select(r => $"-r '{r}'"))} -- {string.Join(' ', program.Select(Quote))}";

    private static string Quote(string word) =>
        word.Length > 0 && word.All(c => char.IsAsciiLetterOrDigit(c) || "_-+=./:,@%".Contains(c))
            ? word
            : $"'{word.Replace("'", "'\\''", StringComparison.Ordinal)}'";

    private IEnumerable<Group> Of(Verb verb) => _groups.Where(g => g.Verb == verb);

    private sealed record Group(Verb Verb, Protocol Protocol, Address Address, SortedSet<ushort> Ports)
    {
        public override string ToString() =>
            $"{Verb} {Protocol} ".ToLowerInvariant() + $"{Host}:{string.Join(',', Ranges(Ports))}";

        private string Host => Address.IsWildcard ? "wildcard" : Address.IsV4 ? $"{Address}" : $"[{Address}]";

        private static List<PortRange> Ranges(SortedSet<ushort> ports)
        {
            List<PortRange> ranges = [];
            foreach (var port in ports)
            {
                if (ranges.Count > 0 && ranges[^1].Last + 1 == port)
                {
                    ranges[^1] = ranges[^1] with { Last = port };
                }
                else
                {
                    ranges.Add(new PortRange(port, port));
                }
            }
            return ranges;
        }
    }
}
