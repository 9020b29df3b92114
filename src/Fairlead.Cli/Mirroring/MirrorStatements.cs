using Fairlead.Rules.Mirroring;
using Fairlead.Rules.Resolution;
using Fairlead.Rules.Text;

namespace Fairlead.Cli.Mirroring;

/// <summary>What a session is to do, as the user wrote it.</summary>
internal static class MirrorStatements
{
    /// <summary>Resolves what was read. Null: it failed, and why has been said.</summary>
    /// <param name="sources">What was read.</param>
    /// <param name="names">Who is asked what names of rules stand for.</param>
    /// <param name="tell">Where a failure is said.</param>
    /// <param name="nothing">What is said where nothing was given.</param>
    public static MirrorPlan? Resolve(MirrorSources sources, INames names, Action<string> tell, string nothing)
    {
        if (sources.Errors.Count > 0)
        {
            return Fail(sources.Errors, tell);
        }
        if (sources.Statements.Count == 0)
        {
            return Fail([nothing], tell);
        }
        var (plan, errors) = new MirrorResolver(names).Resolve(sources.Statements);
        return errors.Length > 0 ? Fail(Array.ConvertAll(errors, RuleErrorText.Render), tell) : plan;
    }

    private static MirrorPlan? Fail(IReadOnlyList<string> errors, Action<string> tell)
    {
        foreach (var error in errors)
        {
            tell(error);
        }
        return null;
    }
}
