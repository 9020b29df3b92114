using Fairlead.Rules.Mirroring;

namespace Fairlead.Rules.Tests.Mirroring;

public class MirrorResolverTests
{
    [Fact]
    public void Plan_has_every_statement_in_its_place()
    {
        var plan = Mirrors.Plan(
            "mirror any any:53", "steal tcp 10.0.0.1:80 to :8080", "files /etc read", "env any not A", "dns", "outgoing tcp 10.0.0.0/8",
            "bind tcp any:9000 deny");
        Assert.Equal(
            ["1 Mirror Tcp mirror any any:53", "1 Mirror Udp mirror any any:53", "2 Steal Tcp steal tcp 10.0.0.1:80 to :8080"],
            plan.Feeds.Select(feed => $"{feed.Number} {feed.Kind} {feed.Protocol} {feed.Text}"));
        Assert.Equal(new FilesStatement("/etc", FileHandling.Read), Assert.Single(plan.Files));
        Assert.Single(plan.Env);
        Assert.Equal(5, plan.Dns!.Line);
        Assert.Equal((6, 6), (plan.Outgoing[0].Number, plan.Outgoing[0].Source.Line));
        Assert.Equal("bind tcp any:9000 deny EACCES", Assert.Single(plan.Rules).ToString());
        Assert.Equal(6, plan.Statements.Length);
    }

    [Fact]
    public void Feed_knows_its_connections_and_where_they_go()
    {
        var feed = Assert.Single(Mirrors.Plan("mirror tcp not 10.0.0.0/8:80,8000-8003 to :+1000").Feeds);
        Assert.True(feed.Takes(Address.LoopbackV6, 8003));
        Assert.True(feed.Takes(Address.V4(0xC0A80001), 80));
        Assert.False(feed.Takes(Address.V4(0x0A000001), 80));
        Assert.False(feed.Takes(Address.LoopbackV4, 8004));
        Assert.Equal((1080, 9003), (feed.LocalPort(80), feed.LocalPort(8003)));
    }

    [Theory]
    [InlineData("mirror tcp any:80", "mirror udp any:80")]
    [InlineData("mirror tcp any:80", "steal tcp any:81")]
    [InlineData("mirror tcp loopback:80", "steal tcp not loopback:80")]
    [InlineData("mirror tcp 10.0.0.1:80", "steal tcp 10.0.0.2:80")]
    [InlineData("mirror tcp 10.0.0.0/8:80", "steal tcp [fd00::/8]:80")]
    [InlineData("mirror tcp 127.0.0.0/9:80", "steal tcp not loopback:80")]
    [InlineData("steal tcp any:80 path /a", "steal tcp any:80 path /b")]
    [InlineData("steal tcp any:80 path /a", "steal tcp any:80 to :81")]
    [InlineData("mirror tcp any:80,81 to :8080", "mirror tcp any:82")]
    public void Statements_stand_together_where_each_has_connections_of_its_own(string one, string other) =>
        Assert.Equal(2, Mirrors.Plan(one, other).Feeds.Length);

    [Theory]
    [InlineData("mirror tcp any:80", "steal tcp any:80")]
    [InlineData("mirror any any:80", "steal udp any:80")]
    [InlineData("mirror tcp any:80-90", "mirror tcp any:1,85")]
    [InlineData("mirror tcp 10.0.0.0/8:80", "steal tcp 10.1.0.0/16:80")]
    [InlineData("mirror tcp 10.1.0.0/16:80", "steal tcp 10.0.0.0/8:80")]
    [InlineData("mirror tcp 0.0.0.0/0:80", "steal tcp loopback:80")]
    [InlineData("mirror tcp 127.0.0.1:80", "steal tcp not 10.0.0.1:80")]
    [InlineData("mirror tcp any:80", "steal tcp not loopback:80")]
    [InlineData("mirror tcp not 10.0.0.1:80", "steal tcp not loopback:80")]
    [InlineData("steal tcp any:80", "steal tcp any:80 path /a")]
    [InlineData("steal tcp any:80 path /a", "mirror tcp any:80")]
    [InlineData("mirror tcp any:80", "steal tcp any:80 path /a")]
    public void Two_statements_for_one_port_are_told(string one, string other)
    {
        var (words, message) = Mirrors.Error(one, $"  {other} # the second");
        Assert.Equal(other, words);
        Assert.Contains("statement 2 takes", message);
        Assert.Contains($"and so does statement 1 (-r:1: {one})", message);
    }

    [Theory]
    [InlineData("mirror tcp any:8080", "mirror tcp any:80 to :8080", "port 8080 gets what is sent to port 80 of the target, and what is sent to port 8080 by statement 1")]
    [InlineData("steal tcp any:80-90 to :+1000", "mirror tcp any:1085", "port 1085 gets what is sent to port 1085 of the target, and what is sent to port 85 by statement 1")]
    public void Two_ports_of_the_target_at_one_of_the_program_are_told(string one, string other, string told) =>
        Assert.Contains(told, Mirrors.Error(one, other).Message);

    [Theory]
    [InlineData("bind tcp any:80 to :9090")]
    [InlineData("bind any any to 127.0.0.7")]
    [InlineData("bind tcp wildcard reuseaddr")]
    public void Rule_that_takes_the_port_of_a_feed_is_told(string rule)
    {
        var (words, message) = Mirrors.Error("mirror tcp any:80", rule);
        Assert.Equal("mirror tcp any:80", words);
        Assert.Contains("taken by rule 1 (-r:2: ", message);
    }

    [Theory]
    [InlineData("bind any loopback allow")]
    [InlineData("bind udp any:80 deny")]
    [InlineData("bind tcp any:8080 deny")]
    [InlineData("bind program other tcp any deny")]
    [InlineData("connect tcp any:80 deny")]
    public void Other_rules_stand_beside_a_feed(string rule) => Mirrors.Plan("mirror tcp any:80", rule);

    [Fact]
    public void Errors_of_rules_are_told_too() =>
        Assert.Contains("no address here", Mirrors.Error("mirror tcp any:80", "connect tcp any to nowhere.example:80").Message);

    [Fact]
    public void As_many_ports_as_a_session_feeds_are_taken_and_one_more_is_told()
    {
        Assert.Equal(1024, Mirrors.Plan("mirror any any:1-512").LocalPorts.Length);
        Assert.Contains("1024 is the most", Mirrors.Error("mirror any any:1-512", "mirror tcp any:513").Message);
    }
}
