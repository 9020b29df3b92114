using System.Text;

namespace Fairlead.Rules.Text;

/// <summary>
/// Cuts a line into words. Blanks part words; double quotes keep blanks and # inside one, and there <c>\"</c> and
/// <c>\\</c> stand for the character itself; # at the start of a word begins a comment.
/// </summary>
internal sealed class Lexer
{
    private readonly SourceLine _source;
    private readonly string _line;
    private readonly StringBuilder _word;
    private RuleError? _error;
    private int _at;

    private Lexer(SourceLine source) => (_source, _line, _word) = (source, source.Text, new StringBuilder());

    /// <summary>Adds the words of the line to a list; gives the first error.</summary>
    public static RuleError? Read(SourceLine source, List<Token> words)
    {
        var lexer = new Lexer(source);
        while (lexer._error is null && lexer.SkipBlanks())
        {
            words.Add(lexer.ReadWord());
        }
        return lexer._error;
    }

    private bool SkipBlanks()
    {
        while (_at < _line.Length && _line[_at] is ' ' or '\t')
        {
            _at++;
        }
        return _at < _line.Length && _line[_at] != '#';
    }

    private Token ReadWord()
    {
        var start = _at;
        _word.Clear();
        while (_error is null && _at < _line.Length && _line[_at] is not (' ' or '\t'))
        {
            if (_line[_at] == '"')
            {
                ReadQuotes();
            }
            else
            {
                ReadCharacter(quoted: false);
            }
        }
        return new Token(_line, start, _at, _word.ToString());
    }

    private void ReadQuotes()
    {
        var open = _at++;
        while (_error is null && _at < _line.Length && _line[_at] != '"')
        {
            if (_line[_at] == '\\' && !SkipBackslash())
            {
                return;
            }
            ReadCharacter(quoted: true);
        }
        if (_error is null && _at++ >= _line.Length)
        {
            _at = _line.Length;
            Fail(open, _line.Length - open, "found a quote that never closes, expected a second `\"`");
        }
    }

    private bool SkipBackslash()
    {
        if (++_at < _line.Length && _line[_at] is '"' or '\\')
        {
            return true;
        }
        Fail(_at - 1, Math.Min(2, _line.Length - _at + 1),
            "found a backslash inside quotes, expected `\\\"` for a quote or `\\\\` for a backslash");
        return false;
    }

    private void ReadCharacter(bool quoted)
    {
        var isPair = _at + 1 < _line.Length && char.IsSurrogatePair(_line[_at], _line[_at + 1]);
        if (!isPair && Unfit(_line[_at], quoted) is { } message)
        {
            Fail(_at, 1, message);
        }
        var length = isPair ? 2 : 1;
        _word.Append(_line, _at, length);
        _at += length;
    }

    private static string? Unfit(char c, bool quoted) => c switch
    {
        _ when char.IsControl(c) => $"found the control character U+{(int)c:X4}, expected text",
        '\uFFFD' => "found bytes that are not UTF-8, expected text",
        _ when char.IsSurrogate(c) => "found half of a character, expected text",
        _ when !quoted && char.IsWhiteSpace(c) => $"found the special blank U+{(int)c:X4}, expected a plain one",
        _ => null,
    };

    private void Fail(int offset, int length, string message) =>
        _error = new RuleError(_source, offset + 1, Math.Max(1, length), message, null);
}
