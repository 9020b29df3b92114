using Fairlead.Rules.Resolution;

namespace Fairlead.Rules.Planning;

/// <summary>How a rule looks at ports, where rules are found by a table.</summary>
public enum PortShape
{
    /// <summary>It reaches every port.</summary>
    All,

    /// <summary>Each of its ports is a key.</summary>
    Exact,

    /// <summary>Too many ports to list: they are compared with the ranges.</summary>
    Ranges,
}

/// <summary>All that a rule asks of a call but addresses and listed ports: rules of one shape are found by one lookup.</summary>
/// <param name="Verb">The verb.</param>
/// <param name="Program">The command name that it is limited to; null: none.</param>
/// <param name="Protocol">The protocol.</param>
/// <param name="Ports">How it looks at ports.</param>
/// <param name="Ranges">The ranges, where they are compared.</param>
public sealed record RuleShape(Verb Verb, string? Program, Protocol Protocol, PortShape Ports, PortRange[] Ranges)
{
    /// <summary>The most ports that a rule is listed under, and the most entries that it makes.</summary>
    private const int MostPorts = 256, MostEntries = 4096;

    /// <summary>The shape of a rule.</summary>
    public static RuleShape Of(ResolvedRule rule)
    {
        var (verb, program, protocol, ports) = (rule.Rule.Verb, rule.Rule.Program, rule.Rule.Protocol, rule.Rule.Match.Ports.Items);
        if (ports.Length == 0)
        {
            return new RuleShape(verb, program, protocol, PortShape.All, []);
        }
        var count = 0;
        foreach (var range in ports)
        {
            count += range.Last - range.First + 1;
        }
        var entries = count * (long)Math.Max(1, rule.Addresses.Networks.Length);
        return count <= MostPorts && entries <= MostEntries
            ? new RuleShape(verb, program, protocol, PortShape.Exact, [])
            : new RuleShape(verb, program, protocol, PortShape.Ranges, ports);
    }

    /// <summary>Whether another rule has this shape.</summary>
    public bool IsLike(RuleShape other) => Verb == other.Verb && Program == other.Program && Protocol == other.Protocol
        && Ports == other.Ports && Ranges.AsSpan().SequenceEqual(other.Ranges);
}
