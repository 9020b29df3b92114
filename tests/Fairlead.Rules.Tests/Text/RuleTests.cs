using Fairlead.Linux;
using Fairlead.Rules.Text;

namespace Fairlead.Rules.Tests.Text;

public class RuleTests
{
    [Theory]
    [InlineData("bind udp any:26900-26903 to fly-global-services")]
    [InlineData("bind tcp wildcard:80 to :8080")]
    [InlineData("bind any any to 10.17.24.14,fd00::5")]
    [InlineData("bind tcp any:8080 to unix:/run/app.sock")]
    [InlineData("bind tcp any:8080 to activated:web")]
    [InlineData("bind any any:22 deny EACCES")]
    [InlineData("connect any not 10.0.0.0/8 deny ENETUNREACH")]
    [InlineData("bind program node* tcp any:9229 fake")]
    [InlineData("connect any loopback allow")]
    [InlineData("connect any any from 10.17.24.14 dev gre2 mark 7")]
    [InlineData("connect tcp db.prod:5432 to 127.0.0.1:15432 hide")]
    [InlineData("reply udp any")]
    public void Rule_prints_as_written_when_it_is_canonical(string rule) =>
        Assert.Equal(rule, RulePrinter.Print(Reading.One(rule)));

    [Theory]
    [InlineData("bind  tcp\tany:80   to :8080 # comment", "bind tcp any:80 to :8080")]
    [InlineData("bind tcp :80 to :8080", "bind tcp any:80 to :8080")]
    [InlineData("bind tcp any:80-80,90 to :8080", "bind tcp any:80,90 to :8080")]
    [InlineData("bind tcp 10.0.0.1/32 deny", "bind tcp 10.0.0.1 deny EACCES")]
    [InlineData("bind tcp [FD00:0::1] deny eperm", "bind tcp fd00::1 deny EPERM")]
    [InlineData("bind tcp ::ffff:10.0.0.0/104 deny", "bind tcp 10.0.0.0/8 deny EACCES")]
    [InlineData("bind tcp ::/0 deny", "bind tcp ::/0 deny EACCES")]
    [InlineData("bind tcp [::102:304] deny", "bind tcp [::1.2.3.4] deny EACCES")]
    [InlineData("connect any any from 10.0.0.1 to ::ffff:10.0.0.2", "connect any any to 10.0.0.2 from 10.0.0.1")]
    [InlineData("bind any any mark 0x10", "bind any any mark 16")]
    [InlineData("bind tcp any to unix:/run/a.sock mode 660", "bind tcp any to unix:/run/a.sock mode 0660")]
    [InlineData("\"bind\" \"tcp\" a\"n\"y \"to\" \":80\"", "bind tcp any to :80")]
    [InlineData("bind program \"Web Content\" tcp any deny", "bind program \"Web Content\" tcp any deny EACCES")]
    [InlineData("bind program a\\b tcp any deny", "bind program a\\b tcp any deny EACCES")]
    [InlineData("bind program \"#1\" tcp any deny", "bind program \"#1\" tcp any deny EACCES")]
    [InlineData("bind program a#1 tcp any deny", "bind program \"a#1\" tcp any deny EACCES")]
    public void Rule_prints_in_one_form_when_written_in_another(string rule, string canonical) =>
        Assert.Equal(canonical, RulePrinter.Print(Reading.One(rule)));

    [Theory]
    [InlineData("bind", Verb.Bind)]
    [InlineData("connect", Verb.Connect)]
    public void Verb_and_protocol_are_read_when_a_rule_begins(string word, Verb verb)
    {
        foreach (var protocol in Enum.GetValues<Protocol>())
        {
            var rule = Reading.One($"{word} {protocol.ToString().ToLowerInvariant()} any deny");
            Assert.Equal((verb, protocol, null), (rule.Verb, rule.Protocol, rule.Program));
        }
    }

    [Theory]
    [InlineData("reply udp any", Protocol.Udp)]
    [InlineData("reply any 10.0.0.0/8:53", Protocol.Any)]
    public void Reply_has_no_action_when_it_is_read(string text, Protocol protocol)
    {
        var rule = Reading.One(text);
        Assert.Equal((Verb.Reply, protocol), (rule.Verb, rule.Protocol));
        Assert.IsType<RuleAction.None>(rule.Action);
        Assert.Equal(0, rule.Options.Count);
    }

    [Theory]
    [InlineData("node", "node")]
    [InlineData("node*", "node*")]
    [InlineData("fifteen-letters", "fifteen-letters")]
    [InlineData("fifteen-letters*", "fifteen-letters*")]
    [InlineData("\"GC Thread#0\"", "GC Thread#0")]
    [InlineData("tcp", "tcp")]
    public void Program_is_read_when_it_stands_after_the_verb(string written, string program) =>
        Assert.Equal(program, Reading.One($"bind program {written} tcp any deny").Program);

    [Fact]
    public void Error_names_are_all_read_when_they_follow_deny()
    {
        foreach (var errno in Enum.GetValues<Errno>().Where(e => e != Errno.None))
        {
            var (deny, lower) = (new RuleAction.Deny(errno), errno.ToString().ToLowerInvariant());
            Assert.Equal(deny, Reading.One($"connect any any deny {errno}").Action);
            Assert.Equal(deny, Reading.One($"connect any any deny {lower}").Action);
        }
    }

    [Fact]
    public void Actions_without_target_are_read_when_they_stand_alone()
    {
        Assert.Equal(new RuleAction.Deny(Errno.EACCES), Reading.One("bind any any deny").Action);
        Assert.Equal(new RuleAction.Allow(), Reading.One("bind any any allow").Action);
        Assert.Equal(new RuleAction.Fake(), Reading.One("bind any any fake").Action);
        Assert.Equal(new RuleAction.None(), Reading.One("bind any any reuseaddr").Action);
    }
}
