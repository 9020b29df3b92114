namespace Fairlead.Cli;

/// <summary>Makes text fit for a terminal.</summary>
internal static class Plain
{
    /// <summary>The text without control characters: a process chooses its name, which must not speak to the terminal.</summary>
    public static string Text(string text) => string.Create(text.Length, text, (plain, source) =>
    {
        for (var i = 0; i < plain.Length; i++)
        {
            plain[i] = char.IsControl(source[i]) ? '?' : source[i];
        }
    });
}
