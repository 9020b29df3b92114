using Fairlead.Rules.Tests.Text;
using Fairlead.Rules.Text;

namespace Fairlead.Rules.Tests.Forwarding;

public class BadForwardTests
{
    [Theory]
    [InlineData("forward-start")]
    [InlineData("forward-listen")]
    [InlineData("forward-target")]
    [InlineData("forward-options")]
    public void Errors_are_as_expected_when_statements_are_bad(string name) =>
        Golden.Check(name, text => ForwardParser.Parse($"{name}.rules", text));

    [Fact]
    public void Errors_are_as_expected_when_arguments_are_bad() =>
        Golden.Check("forward-arguments", text => new ParseResult([], [.. text.TrimEnd('\n').Split('\n').SelectMany(Errors)]));

    private static RuleError[] Errors(string line)
    {
        var result = ForwardParser.ParseArgument("forward", line);
        Assert.Empty(result.Statements);
        return result.Errors;
    }
}
