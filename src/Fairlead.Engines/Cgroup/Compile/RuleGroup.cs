using Fairlead.Rules;
using Fairlead.Rules.Resolution;

namespace Fairlead.Engines.Cgroup.Compile;

/// <summary>How the rules of a group look at ports.</summary>
internal enum PortShape
{
    /// <summary>They reach every port.</summary>
    All,

    /// <summary>Each port is part of the key.</summary>
    Exact,

    /// <summary>Too many ports to list: the code compares with the ranges, which all rules of the group share.</summary>
    Ranges,
}

/// <summary>Rules that differ in nothing but addresses, listed ports and what they do: one look into the index finds among them.</summary>
/// <param name="Program">The command name that they are limited to; null: none.</param>
/// <param name="Protocol">Their protocol.</param>
/// <param name="Shape">How they look at ports.</param>
/// <param name="Ranges">The ranges, where the shape is <see cref="PortShape.Ranges"/>.</param>
internal sealed record RuleGroup(string? Program, Protocol Protocol, PortShape Shape, ValueList<PortRange> Ranges)
{
    /// <summary>The most ports that a rule is listed under, and the most entries that it makes.</summary>
    private const int MostPorts = 256, MostEntries = 4096;

    private static readonly ValueList<PortRange> s_none = [];

    /// <summary>Its place among the groups: part of the key.</summary>
    public int Number { get; init; }

    /// <summary>The rules, in order, as places in the rule set from 0.</summary>
    public List<int> Rules { get; } = [];

    /// <summary>Whether the index has single addresses of the group: by family, IPv4 first.</summary>
    public bool[] HasHosts { get; } = new bool[2];

    /// <summary>Whether the trie has blocks of the group.</summary>
    public bool[] HasBlocks { get; } = new bool[2];

    /// <summary>The answer for what is no single address of the index, where that is one for the whole family.</summary>
    public uint[] Rest { get; } = [RuleIndex.None, RuleIndex.None];

    /// <summary>The group that a rule belongs to, without its number.</summary>
    public static RuleGroup Of(ResolvedRule rule)
    {
        var (program, protocol, ports) = (rule.Rule.Program, rule.Rule.Protocol, rule.Rule.Match.Ports);
        if (ports.Count == 0)
        {
            return new RuleGroup(program, protocol, PortShape.All, s_none);
        }
        var count = 0;
        foreach (var range in ports.Items)
        {
            count += range.Last - range.First + 1;
        }
        var entries = count * (long)Math.Max(1, rule.Addresses.Networks.Length);
        return count <= MostPorts && entries <= MostEntries
            ? new RuleGroup(program, protocol, PortShape.Exact, s_none)
            : new RuleGroup(program, protocol, PortShape.Ranges, ports);
    }

    /// <summary>Whether another rule's group is this one.</summary>
    public bool IsLike(RuleGroup other) => Program == other.Program && Protocol == other.Protocol && Shape == other.Shape
        && Ranges.Equals(other.Ranges);
}
