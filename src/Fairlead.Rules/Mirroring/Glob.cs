namespace Fairlead.Rules.Mirroring;

/// <summary>Patterns in which <c>*</c> stands for any characters, none included. Every other character stands for itself.</summary>
public static class Glob
{
    /// <summary>Whether the whole text matches.</summary>
    public static bool IsMatch(ReadOnlySpan<char> pattern, ReadOnlySpan<char> text) => IsMatch(pattern, text, '*');

    /// <summary>Whether the whole text matches: both in UTF-8.</summary>
    public static bool IsMatch(ReadOnlySpan<byte> pattern, ReadOnlySpan<byte> text) => IsMatch(pattern, text, (byte)'*');

    // Only the last star is tried again: what an earlier one could take, the last one can take as well.
    private static bool IsMatch<T>(ReadOnlySpan<T> pattern, ReadOnlySpan<T> text, T any)
        where T : struct, IEquatable<T>
    {
        var (p, t, star, mark) = (0, 0, -1, 0);
        while (t < text.Length)
        {
            if (p < pattern.Length && pattern[p].Equals(any))
            {
                (star, mark) = (p++, t);
            }
            else if (p < pattern.Length && pattern[p].Equals(text[t]))
            {
                (p, t) = (p + 1, t + 1);
            }
            else if (star >= 0)
            {
                (p, t) = (star + 1, ++mark);
            }
            else
            {
                return false;
            }
        }
        return pattern[p..].TrimStart(any).IsEmpty;
    }
}
