namespace Fairlead.Rules;

/// <summary>Where a rule was written.</summary>
/// <param name="Name">A file's path as given, or <c>-r</c>, <c>--bind</c>, ... for the command line.</param>
/// <param name="Line">The line, from 1.</param>
/// <param name="Text">The whole line as written.</param>
public sealed record SourceLine(string Name, int Line, string Text);

/// <summary>A rule that cannot be read, or cannot be resolved.</summary>
/// <param name="Source">Where it stands.</param>
/// <param name="Column">The column, in characters from 1.</param>
/// <param name="Length">How many characters are wrong, at least 1.</param>
/// <param name="Message">What was found and what was expected.</param>
/// <param name="Suggestion">What was probably meant; null: nothing is near.</param>
public sealed record RuleError(SourceLine Source, int Column, int Length, string Message, string? Suggestion);

/// <summary>A rule with the place it was written at.</summary>
public sealed record WrittenRule(Rule Rule, SourceLine Source);

/// <summary>An <c>include</c> statement with the place it was written at.</summary>
public sealed record Include(string Path, SourceLine Source);
