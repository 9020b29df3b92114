using Fairlead.Rules.Evaluation;
using Fairlead.Rules.Tests.Text;

namespace Fairlead.Rules.Tests.Mirroring;

public class LocalRulesTests
{
    [Theory]
    [InlineData("mirror tcp any:80", "bind tcp any:80 to 127.1.2.3:20080,[::1]:20080 hide")]
    [InlineData("steal udp 10.0.0.1:53 to :5353", "bind udp any:5353 to 127.1.2.3:35353,[::1]:35353 hide")]
    public void Program_is_fed_where_it_listens(string statement, string rule)
    {
        var fed = Assert.Single(Mirrors.LocalRules(statement));
        Assert.Equal(rule, fed.ToString());
        Assert.True(fed is { IsFed: true, IsOutgoing: false, Number: 1, Hides: true });
        Assert.Equal(statement, fed.Source.Text);
    }

    [Fact]
    public void Each_port_has_a_rule_and_no_port_has_two()
    {
        var rules = Mirrors.LocalRules("mirror tcp any:80-82", "steal tcp any:90,91 to :8080", "mirror udp any:80");
        Assert.Equal([80, 81, 82, 8080, 80], rules.Select(rule => rule.Rule.Match.Ports[0].First));
        Assert.Equal([1, 2, 3, 4, 5], rules.Select(rule => rule.Number));
        Assert.Equal([1, 1, 1, 2, 3], rules.Select(rule => rule.Source.Line));
    }

    [Fact]
    public void Written_rules_come_first()
    {
        var rules = Mirrors.LocalRules("outgoing any any", "dns", "mirror tcp any:80", "bind tcp loopback allow", "connect tcp any:53 deny");
        Assert.Equal(
            [
                "bind tcp loopback allow", "connect tcp any:53 deny EACCES", "bind tcp any:80 to 127.1.2.3:20080,[::1]:20080 hide",
                "connect udp any:53 to 127.1.2.3:10053 hide", "connect tcp any:53 to 127.1.2.3:10053 hide",
                "connect any loopback allow", "connect any any allow",
            ],
            rules.Select(rule => rule.ToString()));
        Assert.Equal([1, 2, 3, 4, 5, 6, 7], rules.Select(rule => rule.Number));
        Assert.Equal([4, 5, 3, 2, 2, 1, 1], rules.Select(rule => rule.Source.Line));
        Assert.Equal([false, false, true, false, false, false, false], rules.Select(rule => rule.IsFed));
        Assert.Equal([false, false, false, false, false, false, true], rules.Select(rule => rule.IsOutgoing));
    }

    [Theory]
    [InlineData("127.0.0.1:5432", "10.0.0.1", 5432, "outgoing")]
    [InlineData("127.0.0.1:5432", "127.0.0.1", 5432, "outgoing")]
    [InlineData("127.0.0.1:5432", "127.0.0.1", 80, "local")]
    [InlineData("loopback:5432", "::1", 5432, "outgoing")]
    [InlineData("::1", "::1", 5432, "outgoing")]
    [InlineData("0.0.0.0", "0.0.0.0", 5432, "outgoing")]
    [InlineData("wildcard", "0.0.0.0", 5432, "outgoing")]
    [InlineData("not 10.0.0.0/8", "127.0.0.1", 80, "local")]
    [InlineData("0.0.0.0/0", "127.0.0.1", 80, "local")]
    [InlineData("0.0.0.0/0", "0.0.0.0", 80, "local")]
    public void Loopback_leaves_from_the_target_only_where_it_is_named(string match, string address, ushort port, string where)
    {
        var rules = Mirrors.LocalRules("outgoing tcp 10.0.0.0/8", $"outgoing tcp {match}");
        var to = Reading.Address(address);
        var decision = Evaluator.Decide(
            rules, new SocketCall(Verb.Connect, Protocol.Tcp, IsInet6: !to.IsV4, V6Only: false, to, port, Program: null));
        Assert.Equal(where, decision.Rule is { IsOutgoing: true } ? "outgoing" : "local");
    }

    [Fact]
    public void Queries_go_to_the_resolver_even_over_loopback()
    {
        var rules = Mirrors.LocalRules("outgoing any any", "outgoing udp loopback", "dns");
        var call = new SocketCall(
            Verb.Connect, Protocol.Udp, IsInet6: false, V6Only: false, Reading.Address("127.0.0.53"), 53, Program: null);
        Assert.Equal((Mirrors.Session, 10053), (Evaluator.Decide(rules, call).To, Evaluator.Decide(rules, call).ToPort));
    }
}
