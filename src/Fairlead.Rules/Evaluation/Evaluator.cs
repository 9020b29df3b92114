using Fairlead.Linux;
using Fairlead.Rules.Resolution;

namespace Fairlead.Rules.Evaluation;

/// <summary>
/// The one evaluator of rules: every engine carries out what it says, or is tested against it.
/// </summary>
/// <remarks>
/// The first rule that matches decides. Addresses of the decision are in the family of the socket: an IPv4 target on
/// a dual-stack IPv6 socket is v4-mapped; where a target has no address that the socket can take, the call is refused,
/// never left open. Nothing here allocates.
/// </remarks>
public static class Evaluator
{
    private const string NoAddress = "the rule has no address of the socket's family";
    private const string PortTooHigh = "the port that the rule makes is over 65535";

    /// <summary>Finds the first rule that matches, and what it does to the call.</summary>
    public static Decision Decide(ResolvedRule[] rules, in SocketCall call)
    {
        foreach (var rule in rules)
        {
            if (Matches(rule, call))
            {
                return Apply(rule, call);
            }
        }
        return new Decision(DecisionKind.Untouched, To: call.Address, ToPort: call.Port);
    }

    /// <summary>Whether a rule reaches a call.</summary>
    public static bool Matches(ResolvedRule rule, in SocketCall call) =>
        rule.Rule.Verb == call.Verb
        && (rule.Rule.Protocol == Protocol.Any || rule.Rule.Protocol == call.Protocol)
        && MatchesPort(rule.Rule.Match, call.Port)
        && rule.Addresses.Contains(call.Address, call.Verb)
        && MatchesProgram(rule.Rule.Program, call.Program);

    private static bool MatchesPort(Match match, ushort port)
    {
        foreach (var range in match.Ports.Items)
        {
            if (range.Contains(port))
            {
                return true;
            }
        }
        return match.Ports.Count == 0;
    }

    private static bool MatchesProgram(string? pattern, string? program) =>
        pattern is null || (program is not null && (pattern.EndsWith('*')
            ? program.AsSpan().StartsWith(pattern.AsSpan(0, pattern.Length - 1), StringComparison.Ordinal)
            : string.Equals(program, pattern, StringComparison.Ordinal)));

    private static Decision Apply(ResolvedRule rule, in SocketCall call) => rule.Rule.Action switch
    {
        RuleAction.Allow => new Decision(DecisionKind.Allow, rule, To: call.Address, ToPort: call.Port),
        RuleAction.Deny deny => new Decision(DecisionKind.Deny, rule, deny.Errno),
        RuleAction.Fake => new Decision(DecisionKind.Fake, rule, To: call.Address, ToPort: call.Port),
        RuleAction.Steer { To: Target.Unix } => new Decision(DecisionKind.Unix, rule, To: call.Address, ToPort: call.Port),
        RuleAction.Steer { To: Target.Activated } =>
            new Decision(DecisionKind.Activated, rule, To: call.Address, ToPort: call.Port),
        _ => Steer(rule, call),
    };

    private static Decision Steer(ResolvedRule rule, in SocketCall call)
    {
        var (to, port) = (call.Address, call.Port);
        if (rule.To is not null && PlaceTarget(rule.To, call, ref to, ref port) is { } why)
        {
            return Refuse(rule, why);
        }
        if (rule.From is null)
        {
            return new Decision(DecisionKind.Steer, rule, To: to, ToPort: port);
        }
        var (from, fromPort) = (call.IsInet6 ? Address.AnyV6 : Address.AnyV4, (ushort)0);
        return PlaceSource(rule.From, call, to.Unmap().IsV4, ref from, ref fromPort) is { } whyNot
            ? Refuse(rule, whyNot)
            : new Decision(DecisionKind.Steer, rule, To: to, ToPort: port, From: from, FromPort: fromPort);
    }

    private static Decision Refuse(ResolvedRule rule, string reason) =>
        new(DecisionKind.Refuse, rule, Errno.EADDRNOTAVAIL, reason);

    // A source must be of the destination's family, so the other one is no second choice.
    private static string? PlaceSource(Destinations choices, in SocketCall call, bool v4, ref Address address, ref ushort port) =>
        Place(v4 ? choices.V4 : choices.V6, call, ref address, ref port);

    private static string? PlaceTarget(Destinations choices, in SocketCall call, ref Address address, ref ushort port)
    {
        var v4 = call is { IsInet6: true, V6Only: true } ? null : choices.V4;
        var v6 = call.IsInet6 ? choices.V6 : null;
        return Place(call.Address.Unmap().IsV4 ? v4 ?? v6 : v6 ?? v4, call, ref address, ref port);
    }

    private static string? Place(Destination? chosen, in SocketCall call, ref Address address, ref ushort port)
    {
        if (chosen is null)
        {
            return NoAddress;
        }
        if (chosen.Port.Apply(port) is not { } newPort)
        {
            return PortTooHigh;
        }
        port = newPort;
        address = chosen.Address is not { } target ? address : call.IsInet6 ? target.Map() : target;
        return null;
    }
}
