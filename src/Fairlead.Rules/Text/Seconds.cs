using System.Globalization;

namespace Fairlead.Rules.Text;

/// <summary>Lengths of time: a number of seconds, or with a unit 90s, 5m, 1h.</summary>
internal static class Seconds
{
    /// <summary>A week: who wants more wants none.</summary>
    public const int Maximum = 7 * 24 * Hour;

    private const int Minute = 60;
    private const int Hour = 60 * Minute;

    /// <summary>The number of seconds; null: the word is no such thing, or out of range.</summary>
    public static int? Parse(ReadOnlySpan<char> word)
    {
        var unit = word.IsEmpty ? 0 : word[^1] switch
        {
            's' => 1,
            'm' => Minute,
            'h' => Hour,
            _ => 0,
        };
        var digits = unit == 0 ? word : word[..^1];
        var isNumber = int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            && (digits.Length == 1 || digits[0] != '0');
        var seconds = (long)number * Math.Max(1, unit);
        return isNumber && seconds is > 0 and <= Maximum ? (int)seconds : null;
    }

    /// <summary>The canonical form, in the largest unit that needs no fraction.</summary>
    public static string Print(int seconds) => seconds switch
    {
        _ when seconds % Hour == 0 => $"{seconds / Hour}h",
        _ when seconds % Minute == 0 => $"{seconds / Minute}m",
        _ => $"{seconds}s",
    };
}
