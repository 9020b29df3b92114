namespace Fairlead.Rules.Text;

/// <summary>Finds the word that was probably meant.</summary>
internal static class Suggestion
{
    /// <summary>The candidate with the fewest slips, at most two (one in a short word); null: none.</summary>
    public static string? Nearest(ReadOnlySpan<char> word, ReadOnlySpan<string> candidates)
    {
        string? nearest = null;
        var least = word.Length < 5 ? 2 : 3;
        foreach (var candidate in candidates)
        {
            var distance = Distance(word, candidate, least);
            if (distance < least)
            {
                (nearest, least) = (candidate, distance);
            }
        }
        return nearest;
    }

    // Optimal string alignment: a letter too many, too few, wrong, or swapped with its neighbour. Case is no slip.
    private static int Distance(ReadOnlySpan<char> word, string candidate, int limit)
    {
        if (Math.Abs(word.Length - candidate.Length) >= limit)
        {
            return limit;
        }
        var table = new int[word.Length + 1, candidate.Length + 1];
        for (var i = 0; i <= word.Length; i++)
        {
            for (var j = 0; j <= candidate.Length; j++)
            {
                table[i, j] = i == 0 || j == 0 ? i + j : Step(table, word, candidate, i, j);
            }
        }
        return table[word.Length, candidate.Length];
    }

    private static int Step(int[,] table, ReadOnlySpan<char> word, string candidate, int i, int j)
    {
        var wrong = Same(word[i - 1], candidate[j - 1]) ? 0 : 1;
        var best = Math.Min(Math.Min(table[i - 1, j], table[i, j - 1]) + 1, table[i - 1, j - 1] + wrong);
        var swapped = i > 1 && j > 1 && Same(word[i - 1], candidate[j - 2]) && Same(word[i - 2], candidate[j - 1]);
        return swapped ? Math.Min(best, table[i - 2, j - 2] + 1) : best;
    }

    private static bool Same(char a, char b) => char.ToUpperInvariant(a) == char.ToUpperInvariant(b);
}
