using Fairlead.Rules.Tests.Resolution;

namespace Fairlead.Rules.Tests.Forwarding;

public class PassedSocketTests
{
    private static KnownNames Two => new KnownNames()
        .WithPassed("game", Protocol.Udp, "0.0.0.0", 27000)
        .WithPassed("game", Protocol.Tcp, "fd00::9", 27003);

    [Fact]
    public void Target_alone_is_for_the_socket_of_its_turn_whatever_its_protocol()
    {
        var names = Two;
        var rules = Forwards.Rules(names, "10.0.0.1:28000", "10.0.0.2");
        Assert.Equal([Protocol.Udp, Protocol.Tcp], rules.Select(r => r.Protocol));
        Assert.Equal(["0.0.0.0:27000", "[fd00::9]:27003"], rules.Select(Forwards.Places));
        Assert.Equal(names.Passed, rules.Select(r => r.Listen[0].Passed));
        Assert.Equal((28000, 27003), (rules[0].To[0].Port.For(27000), rules[1].To[0].Port.For(27003)));
        Assert.Equal([1, 2], rules.Select(r => r.Number));
    }

    [Theory]
    [InlineData("there is no passed socket 3 for target 3 of 3: 2 sockets were passed", "10.0.0.1", "10.0.0.2", "10.0.0.3")]
    [InlineData("there is no target for passed socket 2 of 2, \"game\": 1 target was given", "10.0.0.3")]
    public void Number_of_sockets_and_targets_must_be_the_same(string message, params string[] targets)
    {
        var error = Forwards.Error(Two, targets);
        Assert.Equal("10.0.0.3", error.Word);
        Assert.StartsWith(message, error.Message);
        Assert.Contains("ListenDatagram= and ListenStream=", error.Message);
    }

    [Fact]
    public void Target_alone_is_an_error_without_passed_sockets() =>
        Assert.StartsWith("no sockets were passed (LISTEN_FDS)", Forwards.Error(new KnownNames(), "10.0.0.1").Message);

    [Fact]
    public void Target_alone_is_an_error_beside_a_whole_statement()
    {
        var error = Forwards.Error(Two, "udp any:80 to 10.0.0.1", "10.0.0.2");
        Assert.Equal("10.0.0.2", error.Word);
        Assert.Contains("beside a whole statement (udp any:80 to 10.0.0.1)", error.Message);
    }

    [Theory]
    [InlineData("10.0.0.1 transparent oneway", "oneway")]
    [InlineData("10.0.0.1 evict none", "evict")]
    public void Option_of_udp_is_an_error_for_a_passed_socket_of_tcp(string target, string word) =>
        Assert.Equal(word, Forwards.Error(new KnownNames().WithPassed("web", Protocol.Tcp, "::", 80), target).Word);

    [Theory]
    [InlineData("udp activated:game to 10.0.0.1", "27000 27001")]
    [InlineData("udp activated:game to 10.0.0.1:+1", "27001 27002")]
    [InlineData("any activated:game to 10.0.0.1:99", "99 99")]
    public void Name_is_of_all_its_sockets(string statement, string ports)
    {
        var names = new KnownNames().WithPassed("game", Protocol.Udp, "10.0.0.9", 27000)
            .WithPassed("web", Protocol.Tcp, "::", 80).WithPassed("game", Protocol.Udp, "10.0.0.9", 27001);
        var rule = Assert.Single(Forwards.Rules(names, statement));
        Assert.Equal("10.0.0.9:27000 10.0.0.9:27001", Forwards.Places(rule));
        Assert.Equal(ports, string.Join(' ', rule.Listen.Select(p => rule.To[0].Port.For(p.Port))));
    }

    [Fact]
    public void Name_is_parted_by_protocol()
    {
        Assert.Equal([Protocol.Udp, Protocol.Tcp], Forwards.Rules(Two, "any activated:game to 10.0.0.1").Select(r => r.Protocol));
        var two = Forwards.Rules(Two, "tcp activated:game to 10.0.0.1", "udp activated:game to 10.0.0.2");
        Assert.Equal(["[fd00::9]:27003", "0.0.0.0:27000"], two.Select(Forwards.Places));
    }

    [Theory]
    [InlineData("tcp activated:game to 10.0.0.1", Protocol.Udp, "10.0.0.9", "is of UDP, and no statement takes it")]
    [InlineData("udp activated:game to 10.0.0.1", Protocol.Tcp, "10.0.0.9", "is of TCP, and no statement takes it")]
    [InlineData("any activated:game to 10.0.0.1", null, null, "is a unix socket, and no statement takes it")]
    [InlineData("any activated:game to 10.0.0.1", null, "10.0.0.9", "is neither of TCP nor of UDP")]
    [InlineData("10.0.0.1", null, null, "is a unix socket: each ListenDatagram=")]
    [InlineData("10.0.0.1", null, "10.0.0.9", "is neither of TCP nor of UDP")]
    public void Socket_that_does_not_fit_is_an_error(string statement, Protocol? protocol, string? address, string message)
    {
        var error = Forwards.Error(new KnownNames().WithPassed("game", protocol, address, 80), statement);
        Assert.Contains(message, error.Message);
        Assert.Equal(statement is "10.0.0.1" ? statement : "activated:game", error.Word);
    }

    [Fact]
    public void Socket_that_two_statements_name_is_an_error() => Assert.StartsWith(
        "statement 2 listens at udp 0.0.0.0:27000, and so does statement 1",
        Forwards.Error(Two, "any activated:game to 10.0.0.1", "udp activated:game to 10.0.0.2").Message);

    [Fact]
    public void Two_sockets_at_one_place_are_the_managers_business()
    {
        var names = new KnownNames().WithPassed("a", Protocol.Udp, "::", 53).WithPassed("b", Protocol.Udp, "::", 53);
        Assert.Equal(2, Forwards.Rules(names, "10.0.0.1:54", "10.0.0.2:54").Length);
    }

    [Theory]
    [InlineData("10.0.0.1:+1000", 65000, "+1000", "leads to 66000")]
    [InlineData("10.0.0.1:-1000", 80, "-1000", "leads to -920")]
    public void Port_that_a_step_leaves_without_is_an_error(string target, ushort port, string word, string message)
    {
        var error = Forwards.Error(new KnownNames().WithPassed("a", Protocol.Udp, "0.0.0.0", port), target);
        Assert.Equal(word, error.Word);
        Assert.Contains(message, error.Message);
    }

    [Fact]
    public void Socket_of_both_families_needs_servers_of_both_in_transparent_mode()
    {
        var names = new KnownNames().WithPassed("a", Protocol.Udp, "::", 53, isDualStack: true);
        var (word, message) = Forwards.Error(names, "fd00::1 transparent");
        Assert.Equal("transparent", word);
        Assert.Contains("clients come over IPv4 to [::]:53", message);
        Assert.Contains("BindIPv6Only=ipv6-only", message);
        Forwards.Rules(names, "fd00::1,10.0.0.1 transparent");
        Forwards.Rules(new KnownNames().WithPassed("a", Protocol.Udp, "::", 53), "fd00::1 transparent");
    }
}
