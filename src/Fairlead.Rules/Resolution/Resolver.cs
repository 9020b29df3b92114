using Fairlead.Rules.Text;

namespace Fairlead.Rules.Resolution;

/// <summary>
/// Turns rules into resolved rules, once, before the program starts: names become addresses, and what cannot work on
/// this host (no such host, interface, address or passed socket) becomes an error that names the rule.
/// </summary>
public sealed class Resolver(INames names)
{
    private readonly List<RuleError> _errors = [];

    // Thousands of rules may lead to one address, and the host is asked by system calls.
    private Address? _local;

    /// <summary>Resolves all rules, or gives every error that was found.</summary>
    public (ResolvedRule[] Rules, RuleError[] Errors) Resolve(IReadOnlyList<WrittenRule> rules)
    {
        var resolved = new ResolvedRule[rules.Count];
        for (var i = 0; i < resolved.Length; i++)
        {
            resolved[i] = Resolve(i + 1, rules[i]);
        }
        return (resolved, [.. _errors]);
    }

    private ResolvedRule Resolve(int number, WrittenRule written)
    {
        var (rule, source) = (written.Rule, written.Source);
        var steer = rule.Action as RuleAction.Steer;
        var to = steer?.To is Target.Endpoints endpoints ? Endpoints(endpoints, source) : null;
        var from = steer?.From is { } sources ? Endpoints(sources, source) : null;
        RequireLocal(rule.Verb == Verb.Bind ? to : from, rule, source);
        RequireDevice(rule, source);
        var activated = steer?.To is Target.Activated { Name: var name } ? Activated(name, source) : null;
        return new ResolvedRule(number, rule, source, Addresses(rule.Match, source), to, from, activated);
    }

    private AddressSet Addresses(Match match, SourceLine source) => new(match.Address, match.Address switch
    {
        AddressPattern.Block block => [block.Network],
        AddressPattern.Host host => Array.ConvertAll(Host(host.Name, source), Network.Of),
        _ => [],
    }, match.Not);

    private Destinations Endpoints(Target.Endpoints endpoints, SourceLine source)
    {
        Destination? v4 = null, v6 = null;
        foreach (var endpoint in endpoints.List.Items)
        {
            if (endpoint.Host is EndpointHost.Same)
            {
                var port = new Destination(null, endpoint.Port);
                (v4, v6) = (v4 ?? port, v6 ?? port);
            }
            foreach (var address in AddressesOf(endpoint.Host, source))
            {
                var destination = new Destination(address, endpoint.Port);
                (v4, v6) = address.IsV4 ? (v4 ?? destination, v6) : (v4, v6 ?? destination);
            }
        }
        return new Destinations(v4, v6);
    }

    private Address[] AddressesOf(EndpointHost host, SourceLine source) => host switch
    {
        EndpointHost.Literal literal => [literal.Address],
        EndpointHost.Named named => Host(named.Name, source),
        EndpointHost.Device device => Interface(device.Interface, source),
        _ => [],
    };

    // A resolver may answer IPv4 addresses in their v4-mapped form; in rules each address has one form.
    private Address[] Host(string name, SourceLine source) => names.Host(name) is { } found
        ? Array.ConvertAll(found, address => address.Unmap())
        : Fail(
            source, name,
            $"host name \"{name}\" has no address here: check the spelling, /etc/hosts and the resolver; names are looked up "
            + "once, at start",
            names.Interface(name) is null ? null : $"dev {name}");

    private Address[] Interface(string name, SourceLine source)
    {
        var addresses = names.Interface(name);
        return addresses switch
        {
            null => Fail(source, name, $"there is no interface \"{name}\": `ip link` lists them"),
            [] => Fail(source, name, $"interface \"{name}\" has no address: give it one with `ip address add`"),
            _ => addresses,
        };
    }

    private ActivatedSocket? Activated(string name, SourceLine source)
    {
        if (names.Activated(name) is { } socket)
        {
            return socket;
        }
        Fail(source, name, $"no socket named \"{name}\" was passed: a .socket unit with FileDescriptorName={name} "
            + "passes it in LISTEN_FDS and LISTEN_FDNAMES");
        return null;
    }

    private void RequireLocal(Destinations? destinations, Rule rule, SourceLine source)
    {
        if (Array.Exists(rule.Options.Items, o => o.Kind is OptionKind.FreeBind or OptionKind.Transparent or OptionKind.Dev))
        {
            return;
        }
        RequireLocal(destinations?.V4?.Address, source);
        RequireLocal(destinations?.V6?.Address, source);
    }

    private void RequireLocal(Address? address, SourceLine source)
    {
        if (address is not { } asked || asked == _local)
        {
            return;
        }
        if (names.IsLocal(asked))
        {
            _local = asked;
        }
        else
        {
            Fail(source, asked.ToString(), $"address {asked} is not on this machine: `ip address` lists those that are; "
                + "the option `freebind` binds to one that comes later");
        }
    }

    private void RequireDevice(Rule rule, SourceLine source)
    {
        foreach (var option in rule.Options.Items)
        {
            if (option is { Kind: OptionKind.Dev, Text: { } device } && names.Interface(device) is null)
            {
                Fail(source, device, $"there is no interface \"{device}\": `ip link` lists them");
            }
        }
    }

    // The place of the word in the line is looked up, not kept: an error is rare, and rules stay plain values.
    private Address[] Fail(SourceLine source, string word, string message, string? suggestion = null)
    {
        var at = source.Text.IndexOf(word, StringComparison.OrdinalIgnoreCase);
        _errors.Add(new RuleError(source, at < 0 ? 1 : at + 1, at < 0 ? 1 : word.Length, message, suggestion));
        return [];
    }
}
