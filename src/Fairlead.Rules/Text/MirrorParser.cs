namespace Fairlead.Rules.Text;

/// <summary>Reads what <c>fairlead mirror</c> takes: statements that bring a target here, and ordinary rules.</summary>
/// <remarks>As <see cref="RuleParser"/> does: an error a line at most, no input makes it throw, and there is no I/O.</remarks>
public static class MirrorParser
{
    /// <summary>Reads the text: <see cref="WrittenMirror"/>, <see cref="WrittenRule"/> and <see cref="Include"/>, one a line.</summary>
    /// <param name="name">The name that errors show: a file's path, or the command-line option.</param>
    /// <param name="text">The statements: lines that end in LF or CRLF, with or without a byte order mark.</param>
    public static ParseResult Parse(string name, string text) => RuleParser.Parse(name, text, Grammar.Mirrors);
}
