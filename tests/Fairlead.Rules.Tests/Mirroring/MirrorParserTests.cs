using Fairlead.Rules.Mirroring;
using Fairlead.Rules.Text;

namespace Fairlead.Rules.Tests.Mirroring;

public class MirrorParserTests
{
    [Theory]
    [InlineData("mirror tcp any:80")]
    [InlineData("mirror tcp any:80,443 to :8080")]
    [InlineData("mirror tcp any:80-90 to :+1000")]
    [InlineData("mirror tcp any:80 diff")]
    [InlineData("mirror any loopback:53 passive")]
    [InlineData("mirror udp not 10.0.0.0/8:53")]
    [InlineData("mirror tcp [fd00::/8]:80")]
    [InlineData("steal tcp any:8080")]
    [InlineData("steal tcp any:8080 header \"x-user: me\" header \"x-team: *\" path /api/*")]
    [InlineData("steal udp 10.0.0.1:53")]
    [InlineData("files /etc/app read")]
    [InlineData("files \"/var/lib/my app/*.db\" write")]
    [InlineData("files / local")]
    [InlineData("files /proc absent")]
    [InlineData("env any")]
    [InlineData("env any not SECRET* TOKEN")]
    [InlineData("env APP_* DB_HOST")]
    [InlineData("env APP_* not APP_SECRET")]
    [InlineData("dns")]
    [InlineData("outgoing tcp 10.0.0.0/8:5432")]
    [InlineData("outgoing any any")]
    [InlineData("outgoing udp not loopback")]
    public void Statement_reads_as_it_is_printed(string text) => Assert.Equal(text, MirrorPrinter.Print(Mirrors.Read(text)));

    [Theory]
    [InlineData("mirror tcp :80", "mirror tcp any:80")]
    [InlineData("mirror tcp wildcard:80", "mirror tcp any:80")]
    [InlineData("steal tcp any:80 path * header X-User:me # mine", "steal tcp any:80 header \"x-user: me\" path *")]
    [InlineData("steal tcp any:80 header \"x-user:   a b \"", "steal tcp any:80 header \"x-user: a b\"")]
    public void Statement_has_one_form(string text, string printed) => Assert.Equal(printed, MirrorPrinter.Print(Mirrors.Read(text)));

    [Fact]
    public void Feed_is_what_the_words_say()
    {
        var feed = Mirrors.Feed("steal tcp not 10.0.0.0/8:80,8000-8003 to :+1000 header \"X-User: me*\" path /api/* path */v2");
        Assert.Equal(FeedKind.Steal, feed.Kind);
        Assert.Equal(Protocol.Tcp, feed.Protocol);
        Assert.True(feed.Match.Not);
        Assert.Equal([new PortRange(80, 80), new PortRange(8000, 8003)], feed.Match.Ports.Items);
        Assert.Equal(new PortChange(PortChangeKind.Add, 1000), feed.To);
        Assert.Equal([new HeaderFilter("x-user", "me*")], feed.Options.Headers.Items);
        Assert.Equal(["/api/*", "*/v2"], feed.Options.Paths.Items);
    }

    [Fact]
    public void Rules_and_includes_stand_among_statements()
    {
        var result = MirrorParser.Parse("a.rules", "mirror tcp any:80\nbind tcp any:0 to :0\ninclude b.rules\nconnect any any to unix:/x");
        Assert.Empty(result.Errors.Select(RuleErrorText.Render));
        Assert.Equal(
            [typeof(WrittenMirror), typeof(WrittenRule), typeof(Include), typeof(WrittenRule)], result.Statements.Select(s => s.GetType()));
    }

    [Theory]
    [InlineData("mirror tcp any:80")]
    [InlineData("steal udp any:53")]
    [InlineData("files /etc read")]
    [InlineData("env any")]
    [InlineData("dns")]
    [InlineData("outgoing any any")]
    public void Rules_and_forwarding_say_who_such_statements_are_for(string text)
    {
        Assert.Contains("for `fairlead mirror`", Assert.Single(RuleParser.Parse("-r", text).Errors).Message);
        Assert.Contains("for `fairlead mirror`", Assert.Single(ForwardParser.Parse("a.rules", text).Errors).Message);
    }

    [Theory]
    [InlineData("files")]
    [InlineData("dns")]
    [InlineData("mirror")]
    [InlineData("path")]
    [InlineData("env")]
    public void Words_of_statements_stay_host_names(string name)
    {
        Assert.Empty(RuleParser.Parse("-r", $"connect tcp any:80 to {name}:80").Errors);
        Assert.Empty(ForwardParser.ParseArgument("forward", name).Errors);
    }
}
