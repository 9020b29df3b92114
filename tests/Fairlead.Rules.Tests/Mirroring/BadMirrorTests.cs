using Fairlead.Rules.Tests.Text;
using Fairlead.Rules.Text;

namespace Fairlead.Rules.Tests.Mirroring;

public class BadMirrorTests
{
    [Theory]
    [InlineData("mirror-start")]
    [InlineData("mirror-match")]
    [InlineData("mirror-to")]
    [InlineData("mirror-options")]
    [InlineData("mirror-context")]
    public void Errors_are_as_expected_when_statements_are_bad(string name) =>
        Golden.Check(name, text => MirrorParser.Parse($"{name}.rules", text));
}
