namespace Fairlead.Rules.Text;

/// <summary>A word of a rule. Its quotes are gone, and it still knows where in the line each character stood.</summary>
/// <param name="line">The line.</param>
/// <param name="start">Where the word begins in the line, quote included, from 0.</param>
/// <param name="end">Where the line goes on after it.</param>
/// <param name="text">The word without its quotes and escapes.</param>
internal sealed class Token(string line, int start, int end, string text)
{
    public string Text => text;

    public int Start => start;

    public int End => end;

    public Part Whole => new(this, 0, text.Length);

    /// <summary>Where in the line a character of <see cref="Text"/> stood.</summary>
    public int OffsetOf(int index)
    {
        if (index == 0 || index == text.Length)
        {
            return index == 0 ? start : end;
        }
        return text.Length == end - start ? start + index : OffsetPastQuotes(index);
    }

    private int OffsetPastQuotes(int index)
    {
        var quoted = false;
        for (var at = start; ; at++)
        {
            if (line[at] == '"')
            {
                quoted = !quoted;
                continue;
            }
            if (index-- == 0)
            {
                return at;
            }
            if (quoted && line[at] == '\\')
            {
                at++;
            }
        }
    }
}
