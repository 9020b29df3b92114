using Fairlead.Linux;
using Fairlead.Rules.Evaluation;
using Fairlead.Rules.Tests.Resolution;

namespace Fairlead.Rules.Tests.Evaluation;

/// <summary>Where a steered call goes, in the family of its socket.</summary>
public class SteeringTests
{
    private const string Refused = "refused";

    [Theory]
    [InlineData("to 10.0.0.9", "tcp4 0.0.0.0:80", "10.0.0.9:80")]
    [InlineData("to 10.0.0.9:81", "tcp4 0.0.0.0:80", "10.0.0.9:81")]
    [InlineData("to :81", "tcp4 1.2.3.4:80", "1.2.3.4:81")]
    [InlineData("to :81", "tcp6 [fd00::1]:80", "[fd00::1]:81")]
    [InlineData("to :81", "tcp6 [::ffff:1.2.3.4]:80", "[::ffff:1.2.3.4]:81")]
    [InlineData("to :81", "tcp6only [::]:80", "[::]:81")]
    [InlineData("mark 7", "tcp6only [::]:80", "[::]:80")]

    // An IPv4 target on a dual-stack socket is v4-mapped.
    [InlineData("to 10.0.0.9", "tcp6 [::]:80", "[::ffff:10.0.0.9]:80")]
    [InlineData("to 10.0.0.9", "tcp6 [fd00::1]:80", "[::ffff:10.0.0.9]:80")]
    [InlineData("to 10.0.0.9", "tcp6only [::]:80", Refused)]
    [InlineData("to fd00::9", "tcp6only [::]:80", "[fd00::9]:80")]
    [InlineData("to fd00::9", "tcp6 [::ffff:0.0.0.0]:80", "[fd00::9]:80")]
    [InlineData("to fd00::9", "tcp4 0.0.0.0:80", Refused)]

    // One address per family: that of the asked address, where the socket can take it.
    [InlineData("to 10.0.0.9,fd00::9", "tcp4 0.0.0.0:80", "10.0.0.9:80")]
    [InlineData("to 10.0.0.9,fd00::9", "tcp6 [::]:80", "[fd00::9]:80")]
    [InlineData("to fd00::9,10.0.0.9", "tcp6 [::]:80", "[fd00::9]:80")]
    [InlineData("to 10.0.0.9,fd00::9", "tcp6 [::ffff:0.0.0.0]:80", "[::ffff:10.0.0.9]:80")]
    [InlineData("to 10.0.0.9,fd00::9", "tcp6only [::]:80", "[fd00::9]:80")]
    [InlineData("to 10.0.0.9:1,[fd00::9]:2", "tcp4 0.0.0.0:80", "10.0.0.9:1")]
    [InlineData("to 10.0.0.9:1,[fd00::9]:2", "tcp6 [::]:80", "[fd00::9]:2")]

    // Ports.
    [InlineData("to :+1000", "tcp4 0.0.0.0:80", "0.0.0.0:1080")]
    [InlineData("to :+1000", "tcp4 0.0.0.0:0", "0.0.0.0:0")]
    [InlineData("to :+1", "tcp4 0.0.0.0:65534", "0.0.0.0:65535")]
    [InlineData("to :+1", "tcp4 0.0.0.0:65535", Refused)]
    [InlineData("to 10.0.0.9:+65535", "tcp4 0.0.0.0:1", Refused)]
    public void Bind_goes_where_the_rule_says(string action, string call, string expected) =>
        Assert.Equal(expected, Shown(Decide($"bind any any {action}", Calls.Bind(call)), d => d.To.WithPort(d.ToPort)));

    [Theory]
    [InlineData("from 10.0.0.9", "tcp4 1.2.3.4:80", "10.0.0.9:0")]
    [InlineData("from 10.0.0.9:5000", "tcp4 1.2.3.4:80", "10.0.0.9:5000")]
    [InlineData("from 10.0.0.9", "tcp6 [::ffff:1.2.3.4]:80", "[::ffff:10.0.0.9]:0")]
    [InlineData("from 10.0.0.9", "tcp6 [fd00::1]:80", Refused)]
    [InlineData("from fd00::9", "tcp6 [fd00::1]:80", "[fd00::9]:0")]
    [InlineData("from fd00::9", "tcp4 1.2.3.4:80", Refused)]
    [InlineData("from fd00::9", "tcp6 [::ffff:1.2.3.4]:80", Refused)]
    [InlineData("from 10.0.0.9,fd00::9", "tcp6 [::ffff:1.2.3.4]:80", "[::ffff:10.0.0.9]:0")]
    [InlineData("from 10.0.0.9,fd00::9", "tcp6only [fd00::1]:80", "[fd00::9]:0")]
    [InlineData("from :5000", "tcp4 1.2.3.4:80", "0.0.0.0:5000")]
    [InlineData("from :5000", "tcp6 [fd00::1]:80", "[::]:5000")]
    [InlineData("from :5000", "tcp6 [::ffff:1.2.3.4]:80", "[::]:5000")]

    // The source is of the family of the new destination.
    [InlineData("to 10.0.0.1 from 10.0.0.9", "tcp6 [fd00::1]:80", "[::ffff:10.0.0.9]:0")]
    [InlineData("to fd00::1 from 10.0.0.9", "tcp6 [::ffff:1.2.3.4]:80", Refused)]

    // A datagram socket of IPv6 may name an IPv4 destination as it is.
    [InlineData("from 10.0.0.9", "udp6 1.2.3.4:80", "[::ffff:10.0.0.9]:0")]
    public void Connection_leaves_from_where_the_rule_says(string action, string call, string expected) =>
        Assert.Equal(
            expected, Shown(Decide($"connect any any {action}", Calls.Connect(call)), d => d.From!.Value.WithPort(d.FromPort)));

    [Fact]
    public void Connection_keeps_its_destination_when_only_the_source_is_steered()
    {
        var decision = Decide("connect any any from 10.0.0.9", Calls.Connect("tcp4 1.2.3.4:80"));
        Assert.Equal("1.2.3.4:80", decision.To.WithPort(decision.ToPort));
    }

    private static Decision Decide(string rule, in SocketCall call) => Evaluator.Decide([Resolved.One(rule)], call);

    private static string Shown(Decision decision, Func<Decision, string> endpoint)
    {
        if (decision.Kind == DecisionKind.Refuse)
        {
            Assert.Equal(Errno.EADDRNOTAVAIL, decision.Errno);
            Assert.NotNull(decision.Reason);
            return Refused;
        }
        Assert.Equal(DecisionKind.Steer, decision.Kind);
        return endpoint(decision);
    }
}
