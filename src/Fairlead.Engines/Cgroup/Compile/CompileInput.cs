using Fairlead.Rules;
using Fairlead.Rules.Resolution;

namespace Fairlead.Engines.Cgroup.Compile;

/// <summary>What all programs of one rule set are written from.</summary>
/// <param name="Rules">The rules.</param>
/// <param name="Maps">Their maps.</param>
/// <param name="Number">The number of the rule set: see <see cref="RuleMaps.InForce"/>.</param>
/// <param name="Logs">Whether each decision is told through the ring buffer.</param>
internal sealed record CompileInput(ResolvedRule[] Rules, RuleMaps Maps, uint Number, bool Logs)
{
    /// <summary>Up to so many comparisons a selection is code; beyond, it asks the index.</summary>
    private const int MostLinear = 48;

    private readonly RuleIndex?[] _indexes = new RuleIndex?[3];

    /// <summary>What the rules on bind do.</summary>
    public RuleTraits Bind { get; } = RuleTraits.Of(Rules, Verb.Bind);

    /// <summary>What the rules on connect do.</summary>
    public RuleTraits Connect { get; } = RuleTraits.Of(Rules, Verb.Connect);

    /// <summary>What those rules on connect do that reach datagrams.</summary>
    public RuleTraits Datagrams { get; } = RuleTraits.Of(Rules, Verb.Connect, datagrams: true);

    /// <summary>What the rules on reply do.</summary>
    public RuleTraits Reply { get; } = RuleTraits.Of(Rules, Verb.Reply);

    /// <summary>The indexes that were needed.</summary>
    public IEnumerable<RuleIndex> Indexes => Array.FindAll(_indexes, i => i is not null)!;

    /// <summary>The index of a verb's rules; null where they are few.</summary>
    public RuleIndex? IndexOf(Verb verb)
    {
        var traits = verb == Verb.Bind ? Bind : verb == Verb.Connect ? Connect : Reply;
        return traits.Comparisons <= MostLinear ? null : _indexes[(int)verb] ??= RuleIndex.Build(Rules, verb);
    }
}
