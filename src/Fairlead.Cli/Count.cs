namespace Fairlead.Cli;

/// <summary>Numbers of things, for people.</summary>
internal static class Count
{
    /// <summary>1 rule, 2 rules.</summary>
    public static string Of(int number, string one, string? many = null) =>
        number == 1 ? $"1 {one}" : $"{number} {many ?? one + "s"}";

    /// <inheritdoc cref="Of(int, string, string?)"/>
    public static string Of(ulong number, string one) => number == 1 ? $"1 {one}" : $"{number} {one}s";
}
