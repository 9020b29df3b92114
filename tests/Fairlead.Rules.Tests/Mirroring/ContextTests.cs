using System.Text;
using Fairlead.Rules.Mirroring;

namespace Fairlead.Rules.Tests.Mirroring;

/// <summary>What patterns of variables, paths and headers mean.</summary>
public class ContextTests
{
    [Theory]
    [InlineData("", "", true)]
    [InlineData("*", "", true)]
    [InlineData("a*", "a", true)]
    [InlineData("a*", "ba", false)]
    [InlineData("*a", "aba", true)]
    [InlineData("a*b*c", "a-b-bc", true)]
    [InlineData("a*b*c", "a-c-b", false)]
    [InlineData("a**b", "ab", true)]
    [InlineData("a", "A", false)]
    [InlineData("/api/*", "/api/a/b", true)]
    [InlineData("/api/*", "/api", false)]
    [InlineData("?", "a", false)]
    public void Star_stands_for_any_characters(string pattern, string text, bool isMatch)
    {
        Assert.Equal(isMatch, Glob.IsMatch(pattern, text));
        Assert.Equal(isMatch, Glob.IsMatch(Encoding.UTF8.GetBytes(pattern), Encoding.UTF8.GetBytes(text)));
    }

    [Theory]
    [InlineData("/etc/app", "/etc/app", true)]
    [InlineData("/etc/app", "/etc/app/a/b", true)]
    [InlineData("/etc/app", "/etc/apple", false)]
    [InlineData("/etc/app", "/etc", false)]
    [InlineData("/", "/etc", true)]
    [InlineData("/", "/", true)]
    [InlineData("/etc/*.conf", "/etc/a.conf", true)]
    [InlineData("/etc/*.conf", "/etc/a/b.conf", false)]
    [InlineData("/proc/*/maps", "/proc/1/maps", true)]
    [InlineData("/srv/*", "/srv", false)]
    [InlineData("/srv/*", "/srv/a/b", true)]
    public void Pattern_covers_what_it_names_and_what_is_in_it(string pattern, string path, bool covers) =>
        Assert.Equal(covers, PathPattern.Covers(Encoding.UTF8.GetBytes(pattern), Encoding.UTF8.GetBytes(path)));

    [Theory]
    [InlineData("env any", "DB_HOST", true)]
    [InlineData("env any", "PATH", false)]
    [InlineData("env any", "LD_PRELOAD", false)]
    [InlineData("env any not DB_*", "DB_HOST", false)]
    [InlineData("env PATH", "PATH", true)]
    [InlineData("env APP_*", "APP_X", true)]
    [InlineData("env APP_*", "DB_HOST", false)]
    [InlineData("env APP_* not *SECRET", "APP_SECRET", false)]
    [InlineData("env app_*", "APP_X", false)]
    [InlineData("env any\nenv PATH", "PATH", true)]
    [InlineData("dns", "DB_HOST", false)]
    public void Variables_are_taken_as_statements_say(string statements, string name, bool isTaken) =>
        Assert.Equal(isTaken, Mirrors.Plan(statements.Split('\n')).TakesVariable(name));
}
