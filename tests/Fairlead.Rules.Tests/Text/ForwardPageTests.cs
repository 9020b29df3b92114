using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;
using Fairlead.Rules.Text;

namespace Fairlead.Rules.Tests.Text;

/// <summary>Statements that docs/forward.md and packaging/systemd show are good.</summary>
public class ForwardPageTests
{
    private static readonly string Page = File.ReadAllText(PathOf("docs/forward.md"));

    [Fact]
    public void Statements_of_the_table_are_good()
    {
        var section = Page[Page.IndexOf("| to do | statement |", StringComparison.Ordinal)..];
        var rows = section[..section.IndexOf("\n\n", StringComparison.Ordinal)].Split('\n')[2..];
        Assert.True(rows.Length > 9);
        Assert.All(rows, row => Argument(Assert.Single(Regex.Matches(row, "`([^`]*)` \\|$")).Groups[1].Value));
    }

    [Fact]
    public void Arguments_of_commands_are_good()
    {
        var commands = Regex.Matches(Page, "(?m)^(?:ExecStart=/usr/bin/)?fairlead forward(.*?)(?: +#.*)?$").Select(m => m.Groups[1].Value);
        var arguments = commands.SelectMany(command => Regex.Matches(command, @"'([^']*)'|(?<= )([\d.:]+)(?= |$)"))
            .Select(m => m.Groups[1].Value + m.Groups[2].Value).ToArray();
        Assert.Equal(5, arguments.Length);
        Assert.All(arguments, Argument);
    }

    [Theory]
    [InlineData("docs/forward.md")]
    [InlineData("packaging/systemd/fairlead-forward@.service")]
    [InlineData("packaging/systemd/fairlead-forward@.socket")]
    public void Lines_for_files_are_good(string file)
    {
        var lines = Regex.Matches(File.ReadAllText(PathOf(file)), "echo '([^']*)'").Select(m => m.Groups[1].Value).ToArray();
        Assert.NotEmpty(lines);
        Assert.All(lines, line => Assert.Empty(ForwardParser.Parse(file, line).Errors.Select(RuleErrorText.Render)));
    }

    private static void Argument(string text) =>
        Assert.Empty(ForwardParser.ParseArgument("forward.md", text).Errors.Select(RuleErrorText.Render));

    private static string PathOf(string name, [CallerFilePath] string source = "") =>
        Path.Combine(Path.GetDirectoryName(source)!, "../../..", name);
}
