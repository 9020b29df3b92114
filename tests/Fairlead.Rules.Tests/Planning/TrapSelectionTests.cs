using Fairlead.Rules.Planning;
using Fairlead.Rules.Tests.Resolution;

namespace Fairlead.Rules.Tests.Planning;

public class TrapSelectionTests
{
    private const Traps Names = Traps.GetSockName | Traps.GetPeerName;
    private const Traps Fed = Traps.Accept | Names;
    private const Traps Unix = Traps.GetSockName | Traps.GetPeerName | Traps.SetSockOpt;

    [Theory]
    [InlineData("bind udp any to :1", Traps.Bind)]
    [InlineData("bind tcp any to :1", Traps.Bind | Traps.Listen)]
    [InlineData("bind any any deny", Traps.Bind | Traps.Listen)]
    [InlineData("bind tcp any:80 to :1", Traps.Bind)]
    [InlineData("bind tcp any:0 to :1", Traps.Bind | Traps.Listen)]
    [InlineData("bind tcp wildcard to :1", Traps.Bind | Traps.Listen)]
    [InlineData("bind tcp loopback to :1", Traps.Bind)]
    [InlineData("bind tcp not loopback to :1", Traps.Bind | Traps.Listen)]
    [InlineData("bind tcp ::/0 to :1", Traps.Bind | Traps.Listen)]
    [InlineData("bind tcp 10.0.0.0/8 to :1", Traps.Bind)]
    [InlineData("bind udp any to :1 hide", Traps.Bind | Traps.GetSockName)]
    [InlineData("connect tcp any deny", Traps.Connect | Traps.FastOpen)]
    [InlineData("connect udp any deny", Traps.Connect | Traps.Send)]
    [InlineData("connect any any deny", Traps.Connect | Traps.Send | Traps.FastOpen)]
    [InlineData("connect tcp any to :1 hide", Traps.Connect | Traps.FastOpen | Traps.GetPeerName)]
    [InlineData("bind any any allow", Traps.None)]
    [InlineData("connect any any allow", Traps.None)]
    [InlineData("reply udp any", Traps.None)]
    [InlineData("bind tcp any:80 to unix:/x", Traps.Bind | Traps.Accept | Unix)]
    [InlineData("bind tcp any:80 to activated:unix", Traps.Bind | Traps.Accept | Unix)]
    [InlineData("bind tcp any:80 to activated:inet", Traps.Bind)]
    [InlineData("connect tcp any:80 to unix:/x", Traps.Connect | Traps.FastOpen | Unix)]
    public void Rule_asks_for_the_calls_that_it_needs_and_no_other(string rule, Traps traps)
    {
        var names = new KnownNames().WithSocket("unix", 3, isUnix: true).WithSocket("inet", 4, isUnix: false);
        Assert.Equal(traps, TrapSelection.For(Resolved.Rules(names, rule)));
    }

    [Theory]
    [InlineData("bind tcp any:80 to :1 hide", Traps.Bind | Fed)]
    [InlineData("bind any any:80 to :1 hide", Traps.Bind | Fed)]
    [InlineData("bind udp any:80 to :1 hide", Traps.Bind | Traps.GetSockName)]
    public void Fed_rule_asks_for_accept_and_names_of_TCP(string rule, Traps traps) =>
        Assert.Equal(traps, TrapSelection.For([Resolved.Rules(rule)[0] with { IsFed = true }]));

    [Theory]
    [InlineData("connect tcp any allow", Traps.Connect | Traps.FastOpen | Names)]
    [InlineData("connect udp any allow", Traps.Connect | Traps.Send | Names)]
    public void Outgoing_rule_asks_for_connections_and_names_though_it_allows(string rule, Traps traps) =>
        Assert.Equal(traps, TrapSelection.For([Resolved.Rules(rule)[0] with { IsOutgoing = true }]));

    [Fact]
    public void Rules_ask_together_for_what_each_asks_for() =>
        Assert.Equal(
            Traps.Bind | Traps.Connect | Traps.Send,
            TrapSelection.For(Resolved.Rules("bind udp any to :1", "connect any loopback allow", "connect udp any deny")));

    [Fact]
    public void No_rule_asks_for_nothing() => Assert.Equal(Traps.None, TrapSelection.For([]));
}
