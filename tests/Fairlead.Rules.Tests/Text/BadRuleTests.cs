using Fairlead.Rules.Text;

namespace Fairlead.Rules.Tests.Text;

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
    public void Errors_are_as_expected_when_rules_are_bad(string name) =>
        Golden.Check(name, text => RuleParser.Parse($"{name}.rules", text));
}
