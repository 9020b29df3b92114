using Fairlead.Linux;
using Fairlead.Rules.Evaluation;
using Fairlead.Rules.Tests.Resolution;

namespace Fairlead.Rules.Tests.Evaluation;

public class EvaluatorTests
{
    [Fact]
    public void Call_is_untouched_when_no_rule_matches()
    {
        var decision = Decide(Calls.Bind("tcp4 10.0.0.1:80"), "bind udp any deny", "connect any any deny", "bind tcp any:81 deny");
        Assert.Equal(DecisionKind.Untouched, decision.Kind);
        Assert.Null(decision.Rule);
        Assert.Equal("10.0.0.1:80", decision.To.WithPort(decision.ToPort));
    }

    [Fact]
    public void First_rule_that_matches_decides()
    {
        string[] rules = ["connect any loopback allow", "connect tcp any:443 deny EPERM", "connect tcp any deny EACCES"];
        Assert.Equal(DecisionKind.Allow, Decide(Calls.Connect("tcp4 127.0.0.1:443"), rules).Kind);
        Assert.Equal(Errno.EPERM, Decide(Calls.Connect("tcp4 10.0.0.1:443"), rules).Errno);
        Assert.Equal(Errno.EACCES, Decide(Calls.Connect("tcp4 10.0.0.1:80"), rules).Errno);
        Assert.Equal([2, 3], new[] { 443, 80 }.Select(port => Decide(Calls.Connect($"tcp4 10.0.0.1:{port}"), rules).Rule!.Number));
    }

    [Theory]
    [InlineData("bind any any", "tcp4 1.2.3.4:5 udp6 [::1]:5 any4 1.2.3.4:0", "")]
    [InlineData("bind tcp any", "tcp4 1.2.3.4:5", "udp4 1.2.3.4:5 any4 1.2.3.4:5")]
    [InlineData("bind udp any", "udp6 [::]:5", "tcp6 [::]:5 any6 [::]:5")]
    [InlineData("bind any wildcard", "tcp4 0.0.0.0:5 tcp6 [::]:5 tcp6 [::ffff:0.0.0.0]:5", "tcp4 127.0.0.1:5")]
    [InlineData("bind any loopback", "tcp4 127.9.9.9:5 tcp6 [::1]:5 tcp6 [::ffff:127.0.0.1]:5", "tcp4 0.0.0.0:5 tcp6 [::]:5")]
    [InlineData("bind any not loopback", "tcp4 0.0.0.0:5", "tcp4 127.0.0.1:5")]
    [InlineData("bind any not 10.0.0.0/8:80", "tcp4 11.0.0.1:80", "tcp4 10.0.0.1:80 tcp4 11.0.0.1:81")]
    [InlineData("bind any any:22,80-82", "tcp4 0.0.0.0:22 tcp4 0.0.0.0:80 tcp4 0.0.0.0:82", "tcp4 0.0.0.0:21 tcp4 0.0.0.0:83 tcp4 0.0.0.0:0")]
    [InlineData("bind any any:0", "tcp4 0.0.0.0:0", "tcp4 0.0.0.0:1")]
    [InlineData("bind any any:65535", "tcp4 0.0.0.0:65535", "tcp4 0.0.0.0:65534")]
    public void Rule_reaches_the_calls_that_it_says(string rule, string reached, string others)
    {
        var resolved = Resolved.One($"{rule} deny");
        Assert.All(Texts(reached), text => Assert.True(Evaluator.Matches(resolved, Calls.Bind(text)), text));
        Assert.All(Texts(others), text => Assert.False(Evaluator.Matches(resolved, Calls.Bind(text)), text));
        Assert.All(Texts(reached), text => Assert.False(Evaluator.Matches(resolved, Calls.Connect(text)), text));
    }

    [Theory]
    [InlineData("node", "node", true)]
    [InlineData("node", "nodejs", false)]
    [InlineData("node", "Node", false)]
    [InlineData("node", null, false)]
    [InlineData("node*", "node", true)]
    [InlineData("node*", "nodejs", true)]
    [InlineData("node*", "nod", false)]
    [InlineData("node*", null, false)]
    public void Rule_of_a_program_reaches_processes_of_that_name(string pattern, string? program, bool isReached) =>
        Assert.Equal(isReached, Evaluator.Matches(Resolved.One($"bind program {pattern} any any deny"), Calls.Bind("tcp4 0.0.0.0:1", program)));

    [Theory]
    [InlineData("tcp4 0.0.0.0:80")]
    [InlineData("tcp6 [::]:80")]
    public void Connection_to_the_wildcard_address_is_one_to_loopback(string call)
    {
        Assert.Equal(DecisionKind.Allow, Decide(Calls.Connect(call), "connect any loopback allow", "connect any any deny").Kind);
        Assert.Equal(DecisionKind.Deny, Decide(Calls.Bind(call), "bind any loopback allow", "bind any any deny").Kind);
    }

    [Theory]
    [InlineData("bind any any fake", DecisionKind.Fake)]
    [InlineData("bind any any allow", DecisionKind.Allow)]
    [InlineData("bind any any deny", DecisionKind.Deny)]
    [InlineData("bind tcp any to unix:/x", DecisionKind.Unix)]
    [InlineData("bind tcp any to activated:web", DecisionKind.Activated)]
    [InlineData("bind any any mark 7", DecisionKind.Steer)]
    [InlineData("bind any any to :81", DecisionKind.Steer)]
    public void Action_makes_its_decision(string rule, DecisionKind kind)
    {
        var names = new KnownNames().WithSocket("web", 3, isUnix: false);
        Assert.Equal(kind, Evaluator.Decide(Resolved.Rules(names, rule), Calls.Bind("tcp4 0.0.0.0:80")).Kind);
    }

    private static Decision Decide(in SocketCall call, params string[] rules) => Evaluator.Decide(Resolved.Rules(rules), call);

    private static string[] Texts(string calls)
    {
        var words = calls.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return [.. words.Chunk(2).Select(pair => string.Join(' ', pair))];
    }
}
