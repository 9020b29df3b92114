using Fairlead.Rules;
using Fairlead.Rules.Resolution;

namespace Fairlead.Engines.Cgroup.Compile;

/// <summary>What the rules of one hook do, all together: code is written only for what some rule needs.</summary>
/// <param name="Rules">The rules that the hook can meet.</param>
internal sealed record RuleTraits(ResolvedRule[] Rules)
{
    /// <summary>The rules of a verb; for datagrams, without those of TCP.</summary>
    public static RuleTraits Of(ResolvedRule[] rules, Verb verb, bool datagrams = false) => new(Array.FindAll(
        rules, r => r.Rule.Verb == verb && !(datagrams && r.Rule.Protocol == Protocol.Tcp)));

    public bool Any => Rules.Length > 0;

    /// <summary>Whether a bind of TCP to the wildcard address can be moved or refused: see <see cref="ListenProgram"/>.</summary>
    public bool ReachesListeners => Array.Exists(Rules, r =>
        r.Rule is { Protocol: not Protocol.Udp, Program: null }
        && (r.To is not null || r.Rule.Action is RuleAction.Deny or RuleAction.Fake)
        && (r.Addresses.Contains(Address.AnyV4, Verb.Bind) || r.Addresses.Contains(Address.AnyV6, Verb.Bind)));

    /// <summary>Whether some rule does more than to leave a call alone.</summary>
    public bool Acts => Array.Exists(Rules, r => r.Rule.Action is not RuleAction.Allow);

    public bool HasKind(int kind) => Array.Exists(Rules, r => RuleRecord.KindOf(r) == kind);

    public bool HasOption(OptionKind kind) => Array.Exists(Rules, r => Array.Exists(r.Options, o => o.Kind == kind));

    public bool AsksProtocol => Array.Exists(Rules, r => r.Rule.Protocol != Protocol.Any);

    public bool AsksProgram => Array.Exists(Rules, r => r.Rule.Program is not null);

    public bool Hides => Array.Exists(Rules, r => r.Hides);

    public bool HasTo => Array.Exists(Rules, r => r.To is not null);

    public bool HasFrom => Array.Exists(Rules, r => r.From is not null);

    public bool HasPortChange(PortChangeKind kind) => Array.Exists(Rules, r =>
        r.To is { } to && (to.V4?.Port.Kind == kind || to.V6?.Port.Kind == kind));
}
