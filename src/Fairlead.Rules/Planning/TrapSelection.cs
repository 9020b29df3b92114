using Fairlead.Rules.Resolution;

namespace Fairlead.Rules.Planning;

/// <summary>Finds the calls that a rule set needs to see, and no more.</summary>
public static class TrapSelection
{
    // The feeder's connections: who is behind them, and whom they asked.
    private const Traps FedTraps = Traps.Accept | Traps.GetPeerName | Traps.GetSockName;
    private const Traps OutgoingTraps = Traps.GetPeerName | Traps.GetSockName;
    private const Traps UnixTraps = Traps.GetSockName | Traps.GetPeerName | Traps.SetSockOpt;

    /// <summary>The calls that the rules need to see.</summary>
    public static Traps For(ResolvedRule[] rules)
    {
        var traps = Traps.None;
        foreach (var rule in rules)
        {
            // A rule that leaves calls alone only matters to rules after it, and those ask for the trap themselves.
            if (rule.Rule.Action is not RuleAction.Allow || rule.IsOutgoing)
            {
                traps |= For(rule);
            }
        }
        return traps;
    }

    private static Traps For(ResolvedRule rule)
    {
        var traps = rule.Rule.Verb switch
        {
            Verb.Bind => Traps.Bind | (BindsOnListen(rule) ? Traps.Listen : 0),
            Verb.Connect => Traps.Connect
                | (rule.Rule.Protocol == Protocol.Udp ? 0 : Traps.FastOpen)
                | (rule.Rule.Protocol == Protocol.Tcp ? 0 : Traps.Send),
            _ => Traps.None,
        };
        if (rule.Hides)
        {
            traps |= rule.Rule.Verb == Verb.Bind ? Traps.GetSockName : Traps.GetPeerName;
        }
        if (rule.IsFed && rule.Rule.Protocol != Protocol.Udp)
        {
            traps |= FedTraps;
        }
        if (rule.IsOutgoing)
        {
            traps |= OutgoingTraps;
        }
        return !rule.MakesUnix ? traps
            : rule.Rule.Verb == Verb.Bind ? traps | UnixTraps | Traps.Accept
            : traps | UnixTraps;
    }

    /// <summary>Whether a rule on bind reaches listen(2) on an unbound socket: it asks for port 0 of the wildcard address.</summary>
    public static bool BindsOnListen(ResolvedRule rule) =>
        rule.Rule.Protocol != Protocol.Udp
        && (rule.Rule.Match.Ports.Count == 0 || Array.Exists(rule.Rule.Match.Ports.Items, p => p.First == 0))
        && (rule.Addresses.Contains(Address.AnyV4, Verb.Bind) || rule.Addresses.Contains(Address.AnyV6, Verb.Bind));
}
