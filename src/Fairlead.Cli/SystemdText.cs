using System.Text;

namespace Fairlead.Cli;

/// <summary>Words of systemd's units.</summary>
/// <remarks>Quotes: systemd.syntax(7). Specifiers (%): systemd.unit(5). Variables ($): systemd.service(5).</remarks>
internal static class SystemdText
{
    private const string NameCharacters = ":-_.\\@";

    /// <summary>An argument of ExecStart= and its like.</summary>
    public static string Argument(string text) => Quoted(text, ("%", "%%"), ("$", "$$"));

    /// <summary>The path of the program there, in which no variable stands for anything.</summary>
    public static string Path(string text) => Quoted(text, ("%", "%%"));

    /// <summary>Whether it can be the name of a unit.</summary>
    public static bool IsUnitName(string text) =>
        text.Length is > 0 and < 256 && text.All(c => char.IsAsciiLetterOrDigit(c) || NameCharacters.Contains(c));

    // In both kinds of quotes a backslash is an escape.
    private static string Quoted(string text, params ReadOnlySpan<(string Old, string New)> doubled)
    {
        var quoted = new StringBuilder(text).Replace(@"\", @"\\").Replace("'", @"\'").Replace("\t", @"\t");
        foreach (var (old, twice) in doubled)
        {
            quoted.Replace(old, twice);
        }
        return text.Length > 0 && text.All(c => char.IsAsciiLetterOrDigit(c) || "/-_.+:,=@".Contains(c))
            ? text
            : $"'{quoted}'";
    }
}
