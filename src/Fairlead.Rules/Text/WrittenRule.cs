namespace Fairlead.Rules.Text;

/// <summary>A rule with the place it was written at.</summary>
/// <param name="Rule">The rule.</param>
/// <param name="Source">The place it was written at.</param>
public sealed record WrittenRule(Rule Rule, SourceLine Source) : Statement(Source);
