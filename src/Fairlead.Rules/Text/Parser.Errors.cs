namespace Fairlead.Rules.Text;

/// <content>The words ahead, and what is said where one does not fit.</content>
internal sealed partial class Parser
{
    private const int MaxShown = 40;

    private bool Accept(string word)
    {
        var isNext = _next < words.Count && words[_next].Text == word;
        _next += isNext ? 1 : 0;
        return isNext;
    }

    private bool Take(string expected, out Part word)
    {
        var isThere = _next < words.Count;
        word = isThere ? words[_next++].Whole : default;
        return isThere || FailAtEnd(expected);
    }

    private bool Fail(Part at, string expected, string? suggestion = null) =>
        Fail(at.Offset, at.Width, Shown(at), expected, suggestion);

    private bool FailAtEnd(string expected, string? suggestion = null) =>
        Fail(words[^1].End, 1, IsRule ? "the end of the rule" : TheEnd, expected, suggestion);

    private bool Fail(int offset, int length, string found, string expected, string? suggestion)
    {
        var message = $"found {found}, expected {expected}";
        var meant = string.IsNullOrEmpty(suggestion) ? null : suggestion;
        Error = new RuleError(source, offset + 1, Math.Max(1, length), message, meant);
        return false;
    }

    /// <summary>Fails on a word that is none of the candidates, but perhaps near one.</summary>
    private bool FailWord(Part word, string expected, string[] candidates)
    {
        var meant = ForeignWords.Meant(word.ToString());
        var isHere = meant is not null && Array.IndexOf(candidates, meant) >= 0;
        return Fail(word, expected, isHere ? meant : Suggestion.Nearest(word.Span, candidates));
    }

    // The whole rule with a word put before another one, as a line to copy.
    private string WithWord(Part before, string word)
    {
        var rule = source.Text.AsSpan(words[0].Start, words[^1].End - words[0].Start);
        var at = before.Offset - words[0].Start;
        return $"{rule[..at]}{word} {rule[at..]}";
    }

    private static string Shown(Part part) => part switch
    {
        { IsEmptyWord: true } => "an empty word",
        { IsEmpty: true } => "nothing",
        { Span.Length: > MaxShown } => $"`{part.Span[..MaxShown]}...`",
        _ => $"`{part}`",
    };
}
