namespace Fairlead.Rules;

/// <summary>A rule that cannot be read, or cannot be resolved.</summary>
/// <param name="Source">Where it stands.</param>
/// <param name="Column">The column, in characters from 1; one past the last where something is missing at the end.</param>
/// <param name="Length">How many characters are wrong, at least 1.</param>
/// <param name="Message">What was found and what was expected.</param>
/// <param name="Suggestion">What was probably meant; null: nothing is near.</param>
public sealed record RuleError(SourceLine Source, int Column, int Length, string Message, string? Suggestion);
