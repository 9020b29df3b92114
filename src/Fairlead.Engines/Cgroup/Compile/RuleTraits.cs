using Fairlead.Rules;
using Fairlead.Rules.Planning;
using Fairlead.Rules.Resolution;

namespace Fairlead.Engines.Cgroup.Compile;

/// <summary>What the rules of one hook do, all together: code is written only for what some rule needs.</summary>
/// <remarks>Found out in one pass, as there may be thousands of rules, and several programs of them.</remarks>
internal sealed class RuleTraits
{
    private uint _kinds, _options, _portChanges;

    private RuleTraits()
    {
    }

    /// <summary>Whether there are rules at all.</summary>
    public bool Any { get; private set; }

    /// <summary>Whether some rule does more than to leave a call alone.</summary>
    public bool Acts { get; private set; }

    /// <summary>How many addresses and ports a call is compared with, where each rule is asked in turn.</summary>
    public int Comparisons { get; private set; }

    public bool AsksProtocol { get; private set; }

    public bool AsksProgram { get; private set; }

    public bool Hides { get; private set; }

    /// <summary>Whether peers may stand for clients.</summary>
    public bool Feeds { get; private set; }

    /// <summary>Whether those of datagrams may.</summary>
    public bool FeedsDatagrams { get; private set; }

    public bool HasTo { get; private set; }

    public bool HasFrom { get; private set; }

    /// <summary>Whether what listens without bind can be moved or refused: see <see cref="ListenProgram"/>.</summary>
    public bool ReachesListeners { get; private set; }

    /// <summary>No rules.</summary>
    public static RuleTraits None { get; } = new();

    /// <summary>The rules of a verb; for datagrams, without those of TCP.</summary>
    public static RuleTraits Of(ResolvedRule[] rules, Verb verb, bool datagrams = false)
    {
        var traits = new RuleTraits();
        foreach (var rule in rules)
        {
            if (rule.Rule.Verb == verb && !(datagrams && rule.Rule.Protocol == Protocol.Tcp))
            {
                traits.Add(rule);
            }
        }
        return traits;
    }

    public bool HasKind(int kind) => (_kinds >> kind & 1) != 0;

    public bool HasOption(OptionKind kind) => (_options >> (int)kind & 1) != 0;

    public bool HasPortChange(PortChangeKind kind) => (_portChanges >> (int)kind & 1) != 0;

    private void Add(ResolvedRule rule)
    {
        Any = true;
        Comparisons += Math.Max(1, rule.Addresses.Networks.Length) + rule.Rule.Match.Ports.Count;
        Acts |= rule.Rule.Action is not RuleAction.Allow;
        AsksProtocol |= rule.Rule.Protocol != Protocol.Any;
        AsksProgram |= rule.Rule.Program is not null;
        Hides |= RuleRecord.Hides(rule);
        Feeds |= rule.IsFed;
        FeedsDatagrams |= rule.IsFed && rule.Rule.Protocol != Protocol.Tcp;
        HasTo |= rule.To is not null;
        HasFrom |= rule.From is not null;
        ReachesListeners |= CanCloseListener(rule);
        _kinds |= 1u << RuleRecord.KindOf(rule);
        foreach (var option in rule.Options)
        {
            _options |= RuleRecord.Bit(option.Kind);
        }
        AddPortChange(rule.To?.V4);
        AddPortChange(rule.To?.V6);
    }

    private void AddPortChange(Destination? destination) =>
        _portChanges |= destination is null ? 0 : 1u << (int)destination.Port.Kind;

    private static bool CanCloseListener(ResolvedRule rule) => rule.Rule.Program is null
        && (rule.To is not null || rule.Rule.Action is RuleAction.Deny or RuleAction.Fake)
        && TrapSelection.BindsOnListen(rule);
}
