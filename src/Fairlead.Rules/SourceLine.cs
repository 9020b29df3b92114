namespace Fairlead.Rules;

/// <summary>Where a rule was written.</summary>
/// <param name="Name">A file's path as given, or <c>-r</c>, <c>--bind</c>, ... for the command line.</param>
/// <param name="Line">The line, from 1.</param>
/// <param name="Text">The whole line as written.</param>
public sealed record SourceLine(string Name, int Line, string Text);
