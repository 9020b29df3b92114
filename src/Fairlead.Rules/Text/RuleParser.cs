namespace Fairlead.Rules.Text;

/// <summary>Reads rule text: one rule, or a whole file of them.</summary>
/// <remarks>
/// The text goes line by line through <see cref="Lexer"/>, which makes words, and <see cref="Parser"/>, which makes
/// one statement of the words. A line that cannot be read gives one error and the next line is read as usual, so that
/// a file shows all its errors at once. No input makes it throw; no I/O, no regular expression, no reflection but for
/// the names after <c>deny</c>: this is on the way to every exec.
/// </remarks>
public static class RuleParser
{
    /// <summary>Reads the text.</summary>
    /// <param name="name">The name that errors show: a file's path, or the command-line option.</param>
    /// <param name="text">The rules: lines that end in LF or CRLF, with or without a byte order mark.</param>
    public static ParseResult Parse(string name, string text) => Parse(name, text, Grammar.Rules);

    internal static ParseResult Parse(string name, string text, Grammar grammar)
    {
        var statements = new List<Statement>();
        var errors = new List<RuleError>();
        var start = text.StartsWith('\uFEFF') ? 1 : 0;
        for (var line = 1; start <= text.Length; line++)
        {
            var feed = text.IndexOf('\n', start);
            var end = feed < 0 ? text.Length : feed;
            var isCrLf = end > start && text[end - 1] == '\r';
            var source = new SourceLine(name, line, text[start..(isCrLf ? end - 1 : end)]);
            ParseLine(source, grammar, statements, errors);
            start = end + 1;
        }
        return new ParseResult([.. statements], [.. errors]);
    }

    private static void ParseLine(
        SourceLine source, Grammar grammar, List<Statement> statements, List<RuleError> errors)
    {
        var words = new List<Token>();
        var error = Lexer.Read(source, words);
        if (error is null && words.Count > 0)
        {
            var parser = new Parser(source, words, grammar);
            if (parser.Read() is { } statement)
            {
                statements.Add(statement);
            }
            error = parser.Error;
        }
        if (error is not null)
        {
            errors.Add(error);
        }
    }
}
