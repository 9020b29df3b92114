namespace Fairlead.Rules.Text;

/// <summary>Reads forward statements: a file of them, or an argument of <c>fairlead forward</c>.</summary>
/// <remarks>As <see cref="RuleParser"/> does: an error a line at most, no input makes it throw, and there is no I/O.</remarks>
public static class ForwardParser
{
    /// <summary>Reads a file: <see cref="WrittenForward"/> and <see cref="Include"/>, one a line.</summary>
    /// <param name="name">The name that errors show: the file's path.</param>
    /// <param name="text">The statements: lines that end in LF or CRLF, with or without a byte order mark.</param>
    public static ParseResult Parse(string name, string text) => RuleParser.Parse(name, text, Grammar.Forwards);

    /// <summary>Reads an argument: a statement with or without its first word, or a target alone.</summary>
    /// <param name="name">The name that errors show, such as <c>forward</c>.</param>
    /// <param name="text">The argument; one that says nothing is an error.</param>
    public static ParseResult ParseArgument(string name, string text)
    {
        var result = RuleParser.Parse(name, text, Grammar.ForwardArgument);
        return result is { Statements: [], Errors: [] } ? result with { Errors = [Empty(name, text)] } : result;
    }

    private static RuleError Empty(string name, string text) => new(
        new SourceLine(name, 1, text), 1, Math.Max(1, text.Length),
        "found nothing, expected a statement, such as `udp any:27000 to 10.0.0.1`", null);
}
