namespace Fairlead.Rules.Text;

/// <summary><c>include FILE</c>: the rules of another file stand here. Reading it is left to the caller.</summary>
/// <param name="Path">The file, as written.</param>
/// <param name="Source">The place it was written at.</param>
public sealed record Include(string Path, SourceLine Source) : Statement(Source);
