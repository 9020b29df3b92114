using Fairlead.Rules.Text;

namespace Fairlead.Rules.Resolution;

/// <summary>A rule in which every name has become addresses: what plans are made of, and what engines carry out.</summary>
/// <param name="Number">Its place in the rule set, from 1: the number that logs name.</param>
/// <param name="Rule">The rule as it was written.</param>
/// <param name="Source">Where it was written.</param>
/// <param name="Addresses">The addresses that it matches.</param>
/// <param name="To">Where a steered call goes; null: not to an address.</param>
/// <param name="From">The source of a steered connection; null: the kernel's choice.</param>
/// <param name="Activated">The socket behind <c>activated:NAME</c>.</param>
public sealed record ResolvedRule(
    int Number, Rule Rule, SourceLine Source, AddressSet Addresses, Destinations? To, Destinations? From,
    ActivatedSocket? Activated)
{
    /// <summary>Whether the program keeps seeing what it asked for.</summary>
    public bool Hides { get; } = Array.Exists(Rule.Options.Items, o => o.Kind == OptionKind.Hide);

    /// <summary>
    /// Whether this bind rule makes room for traffic that Fairlead feeds to the program, whose sockets then show the
    /// real clients.
    /// </summary>
    public bool IsFed { get; init; }

    /// <summary>Whether this connect rule leads questions for names to the resolver of a session.</summary>
    public bool IsResolver { get; init; }

    /// <summary>Whether this connect rule makes connections from a remote target's place.</summary>
    public bool IsOutgoing { get; init; }

    /// <summary>The options in the order in which they are set: IP_TOS resets SO_PRIORITY, so it comes before.</summary>
    public SocketOption[] Options { get; } = TosFirst(Rule.Options.Items);

    /// <summary>The unix target; null where the rule has none.</summary>
    public Target.Unix? Unix { get; } = (Rule.Action as RuleAction.Steer)?.To as Target.Unix;

    /// <summary>Whether sockets of AF_UNIX take the place of the program's own.</summary>
    public bool MakesUnix => Unix is not null || Activated is { IsUnix: true };

    /// <summary>The rule as text, names resolved to what they stood for left as they were written.</summary>
    public override string ToString() => RulePrinter.Print(Rule);

    private static SocketOption[] TosFirst(SocketOption[] options) =>
    [
        .. Array.FindAll(options, o => o.Kind == OptionKind.Tos),
        .. Array.FindAll(options, o => o.Kind != OptionKind.Tos),
    ];
}

/// <summary>A set of addresses with nothing left to look up.</summary>
/// <param name="Pattern">The kind of set; hosts and blocks are in <paramref name="Networks"/>.</param>
/// <param name="Networks">The blocks, where the pattern is a host or a block.</param>
/// <param name="Not">Whether the set is inverted.</param>
public sealed record AddressSet(AddressPattern Pattern, Network[] Networks, bool Not)
{
    /// <summary>
    /// Whether the address is in the set. As a destination, the wildcard address is the host itself (ip(7)), so it is
    /// loopback too.
    /// </summary>
    public bool Contains(Address address, Verb verb) => Not != Pattern switch
    {
        AddressPattern.Any => true,
        AddressPattern.Wildcard => address.IsWildcard,
        AddressPattern.Loopback => address.IsLoopback || (verb == Verb.Connect && address.IsWildcard),
        _ => InNetworks(address),
    };

    private bool InNetworks(Address address)
    {
        foreach (var network in Networks)
        {
            if (network.Contains(address))
            {
                return true;
            }
        }
        return false;
    }
}

/// <summary>Where calls go, by family: at most one destination each.</summary>
public sealed record Destinations(Destination? V4, Destination? V6);

/// <summary>One destination.</summary>
/// <param name="Address">Its address; null: the one that the program asked for.</param>
/// <param name="Port">How the port changes.</param>
public sealed record Destination(Address? Address, PortChange Port);
