using Fairlead.Rules.Text;

namespace Fairlead.Rules.Tests.Text;

public class RuleErrorTextTests
{
    [Fact]
    public void Marker_stands_under_the_word_when_an_error_is_rendered()
    {
        var error = Assert.Single(RuleParser.Parse("game.rules", "# game\n\nbind tpc any:80 to :8080").Errors);
        Assert.Equal(
            """
            game.rules:3:6: found `tpc`, expected the protocol: tcp, udp or any
                bind tpc any:80 to :8080
                     ^~~
            did you mean `tcp`?
            """,
            RuleErrorText.Render(error));
    }

    [Fact]
    public void Control_characters_do_not_reach_the_terminal_when_a_line_is_shown()
    {
        var error = Assert.Single(RuleParser.Parse("a\u001b.rules", "bind tcp any to \u001b[31mred").Errors);
        Assert.DoesNotContain('\u001b', RuleErrorText.Render(error));
    }

    [Theory]
    [InlineData("bind tcp any to unix:\"/run/my app/%x\"", "%x\"")]
    [InlineData("bind tcp any to unix:\"/run/a\\\"b/%x\"", "%x\"")]
    [InlineData("bind tcp any to \"unix:/run/a\\\\b/%x/y\"", "%x/y\"")]
    [InlineData("bind tcp \"any\":\"99999\" to :80", "99999\"")]
    public void Column_counts_quotes_and_escapes_when_the_error_is_behind_them(string text, string wrong)
    {
        var error = Assert.Single(RuleParser.Parse("-r", text).Errors);
        Assert.Equal(wrong, text.Substring(error.Column - 1, error.Length));
    }

    [Theory]
    [InlineData("in,tcp,port=80,path=/run/x.sock", "bind tcp any:80 to unix:/run/x.sock")]
    [InlineData("out,udp,addr=10.0.0.1,reject", "connect udp 10.0.0.1 deny")]
    [InlineData("out,addr=::1,port=80-90,abstract=x", "connect any [::1]:80-90 to unix:@x")]
    [InlineData("in,stream,systemd=web", "bind tcp any to activated:web")]
    [InlineData("in,dgram,ignore", "bind udp any allow")]
    [InlineData("bind 0.0.0.0:80 to 10.0.0.1 # why", "bind any 0.0.0.0:80 to 10.0.0.1")]
    [InlineData("bind any to :8080", "bind any any to :8080")]
    [InlineData("bind tcp any:80 :8080 mark 7", "bind tcp any:80 to :8080 mark 7")]
    public void Suggestion_is_a_good_rule_when_a_whole_rule_is_suggested(string text, string suggestion)
    {
        Assert.Equal(suggestion, Assert.Single(RuleParser.Parse("-r", text).Errors).Suggestion);
        Reading.One(suggestion);
    }
}
