using Fairlead.Rules.Resolution;

namespace Fairlead.Rules.Mirroring;

/// <content>The rules that the local program runs under.</content>
/// <remarks>
/// In this order, as the first that matches decides: the rules that were written; a bind rule for each fed port; the
/// resolver; what leaves from the target. Loopback is not left for the target unless it is named: a statement that names
/// it comes before <c>connect any loopback allow</c>, every other one after it. Each rule has the source of its
/// statement.
/// </remarks>
public sealed partial record MirrorPlan
{
    private static readonly Match s_dns = new(Not: false, new AddressPattern.Any(), [new PortRange(53, 53)]);
    private static readonly Match s_loopback = new(Not: false, new AddressPattern.Loopback(), []);
    private static readonly ValueList<SocketOption> s_hide = [new SocketOption(OptionKind.Hide, 0, null)];

    /// <summary>Makes the rules.</summary>
    /// <param name="session">The IPv4 address of the session, in 127.0.0.0/8.</param>
    /// <param name="portOf">The free port of <paramref name="session"/> and ::1 for each of <see cref="LocalPorts"/>.</param>
    /// <param name="dnsPort">The port of the session's resolver, of UDP and TCP; not used without <c>dns</c>.</param>
    public ResolvedRule[] LocalRules(Address session, Func<LocalPort, ushort> portOf, ushort dnsPort)
    {
        var rules = new List<ResolvedRule>(Rules);
        foreach (var port in LocalPorts)
        {
            rules.Add(Fed(rules.Count + 1, port, session, portOf(port)));
        }
        if (Dns is { } dns)
        {
            rules.Add(Resolver(rules.Count + 1, Protocol.Udp, dns, session, dnsPort));
            rules.Add(Resolver(rules.Count + 1, Protocol.Tcp, dns, session, dnsPort));
        }
        AddOutgoing(rules);
        return [.. rules];
    }

    private ResolvedRule Fed(int number, LocalPort port, Address session, ushort real)
    {
        var match = new Match(Not: false, new AddressPattern.Any(), [new PortRange(port.Port, port.Port)]);
        var source = Array.Find(Feeds, feed => IsOf(feed, port))!.Source;
        return Steer(number, Verb.Bind, port.Protocol, match, source, real, session, Address.LoopbackV6) with { IsFed = true };
    }

    private static bool IsOf(Feed feed, LocalPort port) => feed.Protocol == port.Protocol && Array.Exists(
        feed.Ports.Items, range => feed.LocalPort(range.First) <= port.Port && port.Port <= feed.LocalPort(range.Last));

    private static ResolvedRule Resolver(int number, Protocol protocol, SourceLine source, Address session, ushort port) =>
        Steer(number, Verb.Connect, protocol, s_dns, source, port, session) with { IsResolver = true };

    private static ResolvedRule Steer(
        int number, Verb verb, Protocol protocol, Match match, SourceLine source, ushort port, params Address[] to)
    {
        var change = new PortChange(PortChangeKind.Set, port);
        var endpoints = Array.ConvertAll(to, address => new Endpoint(new EndpointHost.Literal(address), change));
        var action = new RuleAction.Steer(new Target.Endpoints(ValueList.Create<Endpoint>(endpoints)), null);
        var destinations = new Destinations(new Destination(to[0], change), to.Length > 1 ? new Destination(to[1], change) : null);
        var rule = new Rule(verb, null, protocol, match, action, s_hide);
        return new ResolvedRule(number, rule, source, new AddressSet(match.Address, [], match.Not), destinations, null, null);
    }

    private void AddOutgoing(List<ResolvedRule> rules)
    {
        foreach (var outgoing in Array.FindAll(Outgoing, NamesLoopback))
        {
            rules.Add(Allow(rules.Count + 1, outgoing));
        }
        var others = Array.FindAll(Outgoing, outgoing => !NamesLoopback(outgoing));
        if (others.Length > 0)
        {
            var rule = new Rule(Verb.Connect, null, Protocol.Any, s_loopback, new RuleAction.Allow(), []);
            var set = new AddressSet(s_loopback.Address, [], Not: false);
            rules.Add(new ResolvedRule(rules.Count + 1, rule, others[0].Source, set, null, null, null));
        }
        foreach (var outgoing in others)
        {
            rules.Add(Allow(rules.Count + 1, outgoing));
        }
    }

    private static ResolvedRule Allow(int number, Outgoing outgoing)
    {
        var rule = new Rule(
            Verb.Connect, null, outgoing.Statement.Protocol, outgoing.Statement.Match, new RuleAction.Allow(), []);
        return new ResolvedRule(number, rule, outgoing.Source, outgoing.Addresses, null, null, null) { IsOutgoing = true };
    }

    // As a destination, the wildcard address is the host itself (ip(7)).
    private static bool NamesLoopback(Outgoing outgoing) => !outgoing.Addresses.Not && outgoing.Addresses.Pattern switch
    {
        AddressPattern.Loopback or AddressPattern.Wildcard => true,
        AddressPattern.Block { Network: var network } =>
            (network.Address.IsLoopback && network.PrefixLength >= (network.Address.IsV4 ? 8 : network.Address.Width))
            || (network.Address.IsWildcard && network.PrefixLength == network.Address.Width),
        _ => false,
    };
}
