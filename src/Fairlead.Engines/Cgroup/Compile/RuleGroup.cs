using Fairlead.Rules.Planning;

namespace Fairlead.Engines.Cgroup.Compile;

/// <summary>Rules that differ in nothing but addresses, listed ports and what they do: one look into the index finds among them.</summary>
/// <param name="number">Its place among the groups: part of the key.</param>
/// <param name="shape">What its rules ask alike.</param>
internal sealed class RuleGroup(int number, RuleShape shape)
{
    /// <summary>Its place among the groups.</summary>
    public int Number { get; } = number;

    /// <summary>What its rules ask alike.</summary>
    public RuleShape Shape { get; } = shape;

    /// <summary>The rules, in order, as places in the rule set from 0.</summary>
    public List<int> Rules { get; } = [];

    /// <summary>Whether the index has single addresses of the group: by family, IPv4 first.</summary>
    public bool[] HasHosts { get; } = new bool[2];

    /// <summary>Whether the trie has blocks of the group.</summary>
    public bool[] HasBlocks { get; } = new bool[2];

    /// <summary>The answer for what is no single address of the index, where that is one for the whole family.</summary>
    public uint[] Rest { get; } = [RuleIndex.None, RuleIndex.None];
}
