using System.Runtime.CompilerServices;
using Fairlead.Rules.Text;

namespace Fairlead.Rules.Tests.Text;

/// <summary>
/// The golden corpus of bad rules: every line of <c>Bad/NAME.rules</c> is wrong, and <c>Bad/NAME.expected</c> holds
/// the errors that users see. FAIRLEAD_REWRITE_GOLDENS=1 writes the latter anew, to be read before it is committed.
/// </summary>
public class BadRuleTests
{
    [Theory]
    [InlineData("words")]
    [InlineData("verb")]
    [InlineData("protocol")]
    [InlineData("match")]
    [InlineData("ports")]
    [InlineData("action")]
    [InlineData("target")]
    [InlineData("unix")]
    [InlineData("options")]
    public void Errors_are_as_expected_when_rules_are_bad(string name)
    {
        var text = File.ReadAllText(PathOf($"{name}.rules"));
        var result = RuleParser.Parse($"{name}.rules", text);
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
