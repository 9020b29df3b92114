using Fairlead.Rules.Text;

namespace Fairlead.Rules.Tests.Text;

public class RuleFileTests
{
    private const string Good = "bind tcp any:80 to :8080";

    [Theory]
    [InlineData("")]
    [InlineData("\n\n")]
    [InlineData("# nothing\n  \t # here \u0007\r\n\r\n")]
    [InlineData("\uFEFF")]
    [InlineData("\uFEFF# comment")]
    public void File_is_empty_when_it_says_nothing(string text)
    {
        var result = RuleParser.Parse("a.rules", text);
        Assert.Empty(result.Statements);
        Assert.Empty(result.Errors);
    }

    [Theory]
    [InlineData(Good + "\n" + Good + "\n")]
    [InlineData(Good + "\r\n" + Good + "\r\n")]
    [InlineData(Good + "\r\n" + Good + "\r")]
    [InlineData("\uFEFF" + Good + "\n" + Good)]
    public void Lines_are_rules_when_they_end_in_lf_or_crlf(string text)
    {
        var result = RuleParser.Parse("a.rules", text);
        Assert.Empty(result.Errors);
        SourceLine[] lines = [new("a.rules", 1, Good), new("a.rules", 2, Good)];
        Assert.Equal(lines, result.Statements.Select(s => s.Source));
    }

    [Fact]
    public void Errors_are_all_reported_when_several_lines_are_bad()
    {
        var result = RuleParser.Parse("a.rules", $"bnd\n{Good}\nbind tpc\n");
        Assert.Equal([1, 3], result.Errors.Select(e => e.Source.Line));
        Assert.Equal(2, Assert.Single(result.Statements).Source.Line);
    }

    [Theory]
    [InlineData("include common.rules", "common.rules")]
    [InlineData("include \"my rules\" # comment", "my rules")]
    public void Include_names_a_file_when_quoted_or_not(string text, string path)
    {
        var result = RuleParser.Parse("a.rules", text);
        Assert.Equal(new Include(path, new SourceLine("a.rules", 1, text)), Assert.Single(result.Statements));
    }
}
