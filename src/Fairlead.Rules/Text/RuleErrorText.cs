using System.Text;

namespace Fairlead.Rules.Text;

/// <summary>Writes an error for people.</summary>
/// <remarks>
/// <code>
/// game.rules:3:6: found `tpc`, expected the protocol: tcp, udp or any
///     bind tpc any:80 to :8080
///          ^~~
/// did you mean `tcp`?
/// </code>
/// </remarks>
public static class RuleErrorText
{
    private const string Indent = "    ";

    /// <summary>The error as lines of text, without a line end after the last.</summary>
    public static string Render(RuleError error)
    {
        var line = error.Source.Text;
        var text = new StringBuilder();
        text.Append($"{Plain(error.Source.Name)}:{error.Source.Line}:{error.Column}: {error.Message}\n");
        text.Append(Indent).Append(Plain(line)).Append('\n');
        AppendMarker(text.Append(Indent), line, error);
        if (error.Suggestion is { } suggestion)
        {
            text.Append($"\ndid you mean `{suggestion}`?");
        }
        return text.ToString();
    }

    // A tab stays a tab, so that the marker stands under its word whatever the width of tabs.
    private static void AppendMarker(StringBuilder text, string line, RuleError error)
    {
        foreach (var c in line.AsSpan(0, Math.Min(error.Column - 1, line.Length)))
        {
            text.Append(c == '\t' ? '\t' : ' ');
        }
        text.Append('^').Append('~', error.Length - 1);
    }

    // Text of a file must not speak to the terminal.
    private static string Plain(string text) =>
        string.Create(text.Length, text, (plain, source) =>
        {
            for (var i = 0; i < plain.Length; i++)
            {
                plain[i] = char.IsControl(source[i]) && source[i] != '\t' ? '?' : source[i];
            }
        });
}
