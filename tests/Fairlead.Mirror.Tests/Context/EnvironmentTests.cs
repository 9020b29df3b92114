using System.Text;
using Fairlead.Mirror.Feed.Context;

namespace Fairlead.Mirror.Tests.Context;

public sealed class EnvironmentTests
{
    [Fact]
    public void Values_are_kept_byte_for_byte()
    {
        var variables = Parse("A=1\0QUOTED=a \"b\" 'c'\0LINES=one\ntwo=2\0EMPTY=\0with.dots-and=x\0BYTES=\u00ff\0");
        Assert.Equal(
            [("A", "1"), ("QUOTED", "a \"b\" 'c'"), ("LINES", "one\ntwo=2"), ("EMPTY", ""), ("with.dots-and", "x"), ("BYTES", "\u00ff")],
            variables);
    }

    [Fact]
    public void The_first_of_a_name_counts() => Assert.Equal([("A", "1")], Parse("A=1\0A=2\0"));

    [Theory]
    [InlineData("")]
    [InlineData("\0\0\0\0")]
    [InlineData("nginx: master process nginx -g daemon off;\0\0\0")]
    [InlineData("server: 1 = busy\0")]
    [InlineData("1A=x\0=x\0")]
    public void What_a_title_was_written_over_is_no_environment(string environ) => Assert.Empty(Parse(environ));

    [Fact]
    public void What_follows_a_title_may_be_the_rest_of_a_variable() =>
        Assert.Equal([("WHOLE", "1")], Parse("postgres: writer\0SION=1.2\0WHOLE=1\0"));

    private static List<(string Name, string Value)> Parse(string environ) => EnvironmentOf.Parse(Encoding.Latin1.GetBytes(environ));
}
