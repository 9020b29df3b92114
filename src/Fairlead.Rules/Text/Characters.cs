namespace Fairlead.Rules.Text;

/// <summary>Questions about the characters of a word.</summary>
internal static class Characters
{
    public static bool IsAll(ReadOnlySpan<char> text, Func<char, bool> allowed)
    {
        foreach (var c in text)
        {
            if (!allowed(c))
            {
                return false;
            }
        }
        return true;
    }

    /// <summary>Whether all are letters, digits, hyphens and underscores.</summary>
    public static bool IsWord(ReadOnlySpan<char> text) =>
        IsAll(text, c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_');

    /// <summary>Whether this could stand after the colon of an address: 80, 80-90, 80,443, +1000.</summary>
    public static bool IsPortLike(ReadOnlySpan<char> text) =>
        !text.IsEmpty && IsAll(text, c => char.IsAsciiDigit(c) || c is '-' or ',' or '+');

    public static bool HasBlank(ReadOnlySpan<char> text) => !IsAll(text, c => !char.IsWhiteSpace(c));
}
