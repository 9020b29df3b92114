using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;
using Fairlead.Rules.Text;

namespace Fairlead.Rules.Tests.Text;

/// <summary>What docs/rules.md shows is true.</summary>
public class RulesPageTests
{
    private static readonly string Page = File.ReadAllText(PathOf("../../../docs/rules.md"));

    [Fact]
    public void Rules_are_good_when_the_page_gives_them_to_a_command()
    {
        var commands = Regex.Matches(Page, "(?m)^.*-r '(?!RULE').*$").Select(m => m.Value).Where(line => !IsOfMirror(line));
        var rules = commands.SelectMany(Arguments).ToArray();
        Assert.NotEmpty(rules);
        Assert.All(rules, rule => Reading.One(rule));
    }

    [Fact]
    public void Errors_are_real_when_the_page_shows_them()
    {
        var shown = Regex.Matches(
            Page, @"```text\n(?<error>(?<name>[\w.-]+):(?<line>\d+):\d+: .*\n    (?<text>.*)\n[^`]*(`[^`]+`[^`]*)?)\n```");
        Assert.Equal(2, shown.Count);
        foreach (var groups in shown.Select(m => m.Groups))
        {
            var text = new string('\n', int.Parse(groups["line"].Value) - 1) + groups["text"].Value;
            var error = Assert.Single(RuleParser.Parse(groups["name"].Value, text).Errors);
            Assert.Equal(groups["error"].Value, RuleErrorText.Render(error));
        }
    }

    [Fact]
    public void Options_are_all_listed_when_the_page_has_a_table_of_them()
    {
        foreach (var kind in Enum.GetNames<OptionKind>())
        {
            Assert.Matches($@"(?m)^\|.*`{kind.ToLowerInvariant()}[ `]", Page);
        }
    }

    [Fact]
    public void Forward_statements_are_good_when_the_page_shows_them()
    {
        var statements = Regex.Matches(Page, "(?m)^forward .*$").Select(m => m.Value).ToArray();
        Assert.NotEmpty(statements);
        Assert.All(statements, statement => Assert.Empty(ForwardParser.Parse("rules.md", statement).Errors));
        var targets = Regex.Matches(Page, @"(?m)^ExecStart=fairlead forward (?<targets>.*)$");
        Assert.All(targets, m => Assert.All(m.Groups["targets"].Value.Split(' '), target =>
            Assert.Empty(ForwardParser.ParseArgument("rules.md", target).Errors)));
    }

    [Fact]
    public void Forward_options_are_all_listed_when_the_page_has_a_table_of_them()
    {
        var section = Page[Page.IndexOf("## Forward statements", StringComparison.Ordinal)..];
        Assert.All(ForwardVocabulary.Options, option => Assert.Matches($@"(?m)^\|.*`{option}[ `]", section));
    }

    [Fact]
    public void Mirror_statements_are_good_when_the_page_shows_them()
    {
        var lines = Regex.Matches(Page, $"(?m)^({string.Join('|', MirrorVocabulary.Statements)})( .*)?$").Select(m => m.Value);
        var arguments = Regex.Matches(Page, "(?m)^fairlead plan .*$").Select(m => m.Value).Where(IsOfMirror).SelectMany(Arguments);
        string[] statements = [.. lines, .. arguments];
        Assert.True(statements.Length > 25);
        Assert.All(statements, statement => Assert.Empty(MirrorParser.Parse("rules.md", statement).Errors.Select(RuleErrorText.Render)));
        Assert.All(MirrorVocabulary.Statements, word => Assert.Contains(statements, statement => statement.Split(' ')[0] == word));
    }

    [Fact]
    public void Mirror_words_are_all_listed_when_the_page_has_tables_of_them()
    {
        var section = Page[Page.IndexOf("## Mirror statements", StringComparison.Ordinal)..];
        Assert.All(MirrorVocabulary.Options, option => Assert.Matches($@"(?m)^\| `{option}[ `]", section));
        Assert.All(MirrorVocabulary.Handlings, handling => Assert.Contains($"\n| `files PATTERN {handling}` |", section));
    }

    private static bool IsOfMirror(string line) => Regex.IsMatch(line, $"-r '({string.Join('|', MirrorVocabulary.Statements)})[ ']");

    private static IEnumerable<string> Arguments(string command) =>
        Regex.Matches(command, "-r '(?!RULE')([^']*)'").Select(m => m.Groups[1].Value);

    private static string PathOf(string name, [CallerFilePath] string source = "") =>
        Path.Combine(Path.GetDirectoryName(source)!, name);
}
