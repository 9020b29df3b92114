using Fairlead.Layer.Sockets;
using Fairlead.Linux;
using Fairlead.Rules;
using Fairlead.Rules.Evaluation;

namespace Fairlead.Layer.Plan;

/// <summary>Which rule decides, and what it does: the evaluator of rules over the blob, tested against the one in Fairlead.Rules.</summary>
internal static unsafe class Selection
{
    /// <summary>Finds the first rule that matches, and what it does to the call.</summary>
    public static Decision Decide(Verb verb, ref SocketFacts socket, in Address address, ushort port)
    {
        Start.Read();
        Decision decision = default;
        decision.To = address;
        decision.ToPort = port;
        for (var i = 0; i < InForce.Count; i++)
        {
            var rule = InForce.Rule(i);
            if (!Matches(rule, verb, ref socket, address, port))
                continue;
            decision.Rule = rule;
            Apply(rule, ref socket, ref decision);
            break;
        }
        return decision;
    }

    /// <summary>Whether a `reply` rule has this port.</summary>
    public static bool HasReplyOf(ushort port)
    {
        for (var i = 0; i < InForce.Count; i++)
        {
            var rule = InForce.Rule(i);
            if (rule->Verb == (byte)Verb.Reply && MatchesPort(rule, port))
                return true;
        }
        return false;
    }

    private static bool Matches(BlobRule* rule, Verb verb, ref SocketFacts socket, in Address address, ushort port) =>
        rule->Verb == (byte)verb
        && MatchesPort(rule, port)
        && Place.Contains(rule, address, verb)
        && (rule->Protocol == (byte)Protocol.Any || rule->Protocol == (byte)socket.Protocol)
        && (rule->Program.Count == 0 || CommandName.Matches(rule));

    private static bool MatchesPort(BlobRule* rule, ushort port)
    {
        var ports = (BlobPorts*)InForce.At(rule->Ports);
        for (var i = 0; i < rule->Ports.Count; i++)
        {
            if (ports[i].First <= port && port <= ports[i].Last)
                return true;
        }
        return rule->Ports.Count == 0;
    }

    private static void Apply(BlobRule* rule, ref SocketFacts socket, ref Decision decision)
    {
        switch (rule->Action)
        {
            case BlobAction.Allow:
                decision.Kind = DecisionKind.Allow;
                break;
            case BlobAction.Deny:
                decision.Kind = DecisionKind.Deny;
                decision.Errno = (Errno)rule->Errno;
                break;
            case BlobAction.Fake:
                decision.Kind = DecisionKind.Fake;
                break;
            case BlobAction.Unix:
                decision.Kind = DecisionKind.Unix;
                break;
            case BlobAction.Activated:
                decision.Kind = DecisionKind.Activated;
                break;
            default:
                Steer(rule, ref socket, ref decision);
                break;
        }
    }

    private static void Steer(BlobRule* rule, ref SocketFacts socket, ref Decision decision)
    {
        decision.Kind = DecisionKind.Steer;
        if (rule->HasTo)
            PlaceTarget(rule, ref socket, ref decision);
        if (rule->HasFrom && decision.Kind == DecisionKind.Steer)
            PlaceSource(rule, ref socket, ref decision);
    }

    private static void PlaceTarget(BlobRule* rule, ref SocketFacts socket, ref Decision decision)
    {
        var asksV4 = decision.To.Unmap().IsV4;
        var v4 = rule->To4.IsPresent && !(socket.IsInet6 && socket.IsV6Only);
        var v6 = rule->To6.IsPresent && !(v4 && asksV4) && socket.IsInet6;
        var chosen = v4 && (asksV4 || !v6) ? &rule->To4 : v6 ? &rule->To6 : null;
        ChangePlace(chosen, ref socket, ref decision, ref decision.To, ref decision.ToPort);
    }

    // A source must be of the destination's family, so the other one is no second choice.
    private static void PlaceSource(BlobRule* rule, ref SocketFacts socket, ref Decision decision)
    {
        decision.HasFrom = true;
        decision.From = socket.IsInet6 ? Address.AnyV6 : Address.AnyV4;
        var chosen = decision.To.Unmap().IsV4 ? &rule->From4 : &rule->From6;
        ChangePlace(chosen->IsPresent ? chosen : null, ref socket, ref decision, ref decision.From, ref decision.FromPort);
    }

    private static void ChangePlace(
        BlobDestination* chosen, ref SocketFacts socket, ref Decision decision, ref Address address, ref ushort port)
    {
        if (chosen == null)
        {
            Refuse(ref decision, Refusal.NoAddress);
            return;
        }
        var newPort = ChangePort(chosen, port);
        if (newPort > ushort.MaxValue)
        {
            Refuse(ref decision, Refusal.PortTooHigh);
            return;
        }
        port = (ushort)newPort;
        if (chosen->HasAddress)
            address = socket.IsInet6 ? chosen->Address.Map() : chosen->Address;
    }

    private static int ChangePort(BlobDestination* chosen, ushort asked) => (PortChangeKind)chosen->PortChange switch
    {
        PortChangeKind.Set => chosen->Port,
        PortChangeKind.Add when asked != 0 => asked + chosen->Port,
        _ => asked,
    };

    private static void Refuse(ref Decision decision, Refusal refusal)
    {
        decision.Kind = DecisionKind.Refuse;
        decision.Errno = Errno.EADDRNOTAVAIL;
        decision.Refusal = refusal;
    }
}
