using System.Runtime.CompilerServices;
using Fairlead.Rules.Text;

namespace Fairlead.Rules.Tests.Text;

/// <summary>
/// The golden corpus: every line of <c>Bad/NAME.rules</c> is wrong, and <c>Bad/NAME.expected</c> holds the errors that
/// users see. FAIRLEAD_REWRITE_GOLDENS=1 writes the latter anew, to be read before it is committed.
/// </summary>
internal static class Golden
{
    public static void Check(string name, Func<string, ParseResult> parse)
    {
        var result = parse(File.ReadAllText(PathOf($"{name}.rules")));
        var rendered = string.Join("\n\n", result.Errors.Select(RuleErrorText.Render)) + "\n";
        if (Environment.GetEnvironmentVariable("FAIRLEAD_REWRITE_GOLDENS") == "1")
        {
            File.WriteAllText(PathOf($"{name}.expected"), rendered);
        }
        Assert.Empty(result.Statements.Select(s => s.Source.Text));
        Assert.Equal(File.ReadAllText(PathOf($"{name}.expected")), rendered);
    }

    private static string PathOf(string name, [CallerFilePath] string source = "") =>
        Path.Combine(Path.GetDirectoryName(source)!, "..", "Bad", name);
}
