using Fairlead.Rules;
using Fairlead.Rules.Planning;
using Fairlead.Rules.Resolution;

namespace Fairlead.Engines.Cgroup.Compile;

/// <summary>The blocks of one group of rules, each with the first rule on the path to it: see <see cref="RuleIndex"/>.</summary>
internal static class AddressTree
{
    private static readonly Network[] s_roots = [new(Address.AnyV4, 0), new(Address.AnyV6, 0)];

    /// <summary>The entries of a group.</summary>
    public static IndexEntry[] Build(RuleGroup group, ResolvedRule[] rules)
    {
        var entries = new List<IndexEntry>();
        var inverted = new List<int>();
        foreach (var i in group.Rules)
        {
            var coverage = Coverage.Of(rules[i]);
            foreach (var port in PortsOf(group, rules[i]))
            {
                Add(entries, group.Number, port, coverage, (uint)i);
            }
            if (coverage.Not)
            {
                inverted.Add(i);
            }
        }
        entries.Sort();
        var distinct = Distinct(entries);
        AnswerForPaths(distinct);
        foreach (var i in inverted)
        {
            ApplyInverted(distinct, group, rules[i], (uint)i);
        }
        return distinct;
    }

    // Ascending order of the rules keeps the first answer of a place.
    private static void Add(List<IndexEntry> entries, int group, ushort port, Coverage coverage, uint rule)
    {
        if (coverage.Everything || coverage.Not)
        {
            entries.Add(new IndexEntry(group, port, s_roots[0], coverage.Not ? RuleIndex.None : rule));
            entries.Add(new IndexEntry(group, port, s_roots[1], coverage.Not ? RuleIndex.None : rule));
        }
        foreach (var block in coverage.Blocks)
        {
            entries.Add(new IndexEntry(group, port, block, coverage.Not ? RuleIndex.None : rule));
        }
    }

    private static IEnumerable<ushort> PortsOf(RuleGroup group, ResolvedRule rule)
    {
        if (group.Shape.Ports != PortShape.Exact)
        {
            yield return 0;
            yield break;
        }
        foreach (var range in rule.Rule.Match.Ports.Items)
        {
            for (int port = range.First; port <= range.Last; port++)
            {
                yield return (ushort)port;
            }
        }
    }

    private static IndexEntry[] Distinct(List<IndexEntry> sorted)
    {
        var distinct = new List<IndexEntry>(sorted.Count);
        foreach (var entry in sorted)
        {
            if (distinct.Count == 0 || !distinct[^1].IsAt(entry))
            {
                distinct.Add(entry);
            }
        }
        return [.. distinct];
    }

    // In this order all that covers an entry comes before it, so the path to it is a stack.
    private static void AnswerForPaths(IndexEntry[] sorted)
    {
        var path = new Stack<IndexEntry>();
        foreach (var entry in sorted)
        {
            while (path.Count > 0 && !path.Peek().Covers(entry))
            {
                path.Pop();
            }
            if (path.Count > 0)
            {
                entry.Answer = Math.Min(entry.Answer, path.Peek().Answer);
            }
            path.Push(entry);
        }
    }

    private static void ApplyInverted(IndexEntry[] entries, RuleGroup group, ResolvedRule rule, uint number)
    {
        var coverage = Coverage.Of(rule);
        if (coverage.Blocks.Length == 0)
        {
            return;
        }
        foreach (var entry in entries)
        {
            if (entry.Answer > number && IsPortOf(group, rule, entry.Port) && !IsInside(entry.Block, coverage.Blocks))
            {
                entry.Answer = number;
            }
        }
    }

    private static bool IsPortOf(RuleGroup group, ResolvedRule rule, ushort port) =>
        group.Shape.Ports != PortShape.Exact || Array.Exists(rule.Rule.Match.Ports.Items, range => range.Contains(port));

    private static bool IsInside(Network inner, Network[] blocks) =>
        Array.Exists(blocks, b => b.PrefixLength <= inner.PrefixLength && b.Contains(inner.Address));
}
