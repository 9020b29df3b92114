using Fairlead.Rules.Resolution;
using Fairlead.Rules.Text;

namespace Fairlead.Rules.Tests.Resolution;

/// <summary>Reads and resolves rules that must be good.</summary>
internal static class Resolved
{
    public static ResolvedRule[] Rules(KnownNames names, params string[] rules)
    {
        var (resolved, errors) = Try(names, rules);
        Assert.Empty(errors.Select(RuleErrorText.Render));
        return resolved;
    }

    public static ResolvedRule[] Rules(params string[] rules) => Rules(new KnownNames(), rules);

    public static ResolvedRule One(string rule) => Assert.Single(Rules(rule));

    public static (ResolvedRule[] Rules, RuleError[] Errors) Try(KnownNames names, params string[] rules)
    {
        var result = RuleParser.Parse("-r", string.Join('\n', rules));
        Assert.Empty(result.Errors.Select(RuleErrorText.Render));
        return new Resolver(names).Resolve([.. result.Statements.Cast<WrittenRule>()]);
    }

    public static RuleError Error(KnownNames names, string rule) => Assert.Single(Try(names, rule).Errors);
}
