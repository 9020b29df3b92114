using Fairlead.Rules;
using Fairlead.Rules.Text;

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
    private readonly HashSet<(Protocol, ushort)> _own = [];

    /// <summary>The rules, in the order in which they are to stand.</summary>
    public IReadOnlyList<string> Rules => [.. Binds.Concat(Connects).Select(RulePrinter.Print)];

    private static RuleAction ToPlaceholder => new RuleAction.Steer(Somewhere, null);

    private static RuleAction FromPlaceholder => new RuleAction.Steer(null, Somewhere);

    private static Target.Endpoints Somewhere =>
        new([new Endpoint(new EndpointHost.Named(Placeholder), new PortChange(PortChangeKind.Keep, 0))]);

    private IEnumerable<Rule> Binds => Of(Verb.Bind).Select(g => g.Rule(ToPlaceholder));

    private IEnumerable<Rule> Connects
    {
        get
        {
            var remotes = Of(Verb.Connect).Where(g => !g.Address.IsLoopback).ToList();
            if (remotes.Count > MaxRemotes)
            {
                return
                [
                    Connect(new AddressPattern.Loopback(), new RuleAction.Allow()),
                    Connect(new AddressPattern.Any(), FromPlaceholder),
                ];
            }
            return Of(Verb.Connect).Select(g => g.Rule(g.Address.IsLoopback ? ToPlaceholder : FromPlaceholder));
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

    /// <summary>Takes up a port that the program itself has: what connects to it by loopback stays inside.</summary>
    public void AddOwn(Protocol protocol, ushort port) => _own.Add((protocol, port));

    /// <summary>The command that runs the program under the rules, quoted for a shell.</summary>
    public string CommandFor(IEnumerable<string> program) =>
        $"fairlead run {string.Join(' ', Rules.Select(r => $"-r '{r}'"))} -- {string.Join(' ', program.Select(Quote))}";

    private static string Quote(string word) =>
        word.Length > 0 && word.All(c => char.IsAsciiLetterOrDigit(c) || "_-+=./:,@%".Contains(c))
            ? word
            : $"'{word.Replace("'", "'\\''", StringComparison.Ordinal)}'";

    private static Rule Connect(AddressPattern place, RuleAction action) =>
        new(Verb.Connect, null, Protocol.Any, new Match(false, place, []), action, []);

    private IEnumerable<Group> Of(Verb verb) =>
        from g in _groups
        where g.Verb == verb
        let own = verb == Verb.Connect && g.Address.IsLoopback
        let ports = g.Ports.Where(p => !own || !_own.Contains((g.Protocol, p)))
        where ports.Any()
        select g with { Ports = [.. ports] };

    private sealed record Group(Verb Verb, Protocol Protocol, Address Address, SortedSet<ushort> Ports)
    {
        private AddressPattern Place =>
            Address.IsWildcard ? new AddressPattern.Wildcard() : new AddressPattern.Block(Network.Of(Address));

        private Match Match => new(false, Place, ValueList.Create<PortRange>([.. Ranges(Ports)]));

        public Rule Rule(RuleAction action) => new(Verb, null, Protocol, Match, action, []);

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
