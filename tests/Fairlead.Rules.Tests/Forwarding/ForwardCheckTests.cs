using Fairlead.Rules.Tests.Resolution;

namespace Fairlead.Rules.Tests.Forwarding;

public class ForwardCheckTests
{
    [Theory]
    [InlineData("udp 10.0.0.9:80 to 10.0.0.1", "udp 10.0.0.9:80 to 10.0.0.2", "udp 10.0.0.9:80")]
    [InlineData("udp any:80 to 10.0.0.1", "any wildcard:70-90 to 10.0.0.2", "udp 0.0.0.0:80")]
    [InlineData("tcp loopback:80 to 10.0.0.1", "tcp localhost:80 to 10.0.0.2", "tcp [::1]:80")]
    public void Two_statements_at_one_place_are_an_error_that_names_both(string first, string second, string place)
    {
        var (word, message) = Forwards.Error(new KnownNames().WithHost("localhost", "::1"), first, second);
        Assert.Equal(second, word);
        Assert.Contains($"statement 2 listens at {place}, and so does statement 1 (forward:1: {first})", message);
    }

    [Fact]
    public void Statements_stand_together_when_protocol_address_or_port_differs() => Forwards.Rules(
        "udp any:80 to 10.0.0.1", "tcp any:80 to 10.0.0.1", "udp any:81 to 10.0.0.1", "udp 10.0.0.9:80 to 10.0.0.1");

    [Theory]
    [InlineData("udp 10.0.0.9:80 to 10.0.0.9", "10.0.0.9")]
    [InlineData("tcp 10.0.0.9:70-90 to 10.0.0.1,10.0.0.9:80", "10.0.0.9")]
    [InlineData("udp loopback:80 to localhost", "localhost")]
    public void Server_that_is_the_listening_place_is_an_error(string statement, string server)
    {
        var names = new KnownNames().WithHost("localhost", "::1");
        var (word, message) = Forwards.Error(names, statement);
        Assert.Equal(server, word);
        Assert.Contains("this server is the place that is listened at", message);
    }

    [Theory]
    [InlineData("udp 0.0.0.0:80 to 127.0.0.1", "127.0.0.1")]
    [InlineData("tcp any:80 to 10.0.0.1,::1", "::1")]
    public void Server_of_this_host_behind_the_wildcard_is_an_error(string statement, string server)
    {
        var (word, message) = Forwards.Error(new KnownNames(), statement);
        Assert.Equal(server, word);
        Assert.Contains("this server is the place that is listened at", message);
    }

    [Theory]
    [InlineData("udp 10.0.0.9:80 to 10.0.0.9:81", "udp 10.0.0.9:81 to 10.0.0.9:80")]
    [InlineData("tcp 0.0.0.0:80 to 127.0.0.1:81", "tcp 127.0.0.1:81 to 127.0.0.1:82", "tcp 0.0.0.0:82 to 10.0.0.1,127.0.0.1:80")]
    public void Statements_that_lead_to_each_other_are_an_error(params string[] statements) =>
        Assert.Contains("would go round for ever", Forwards.Error(new KnownNames(), statements).Message);

    [Fact]
    public void Server_may_be_at_the_listening_address_with_another_port() =>
        Forwards.Rules("udp 10.0.0.9:80 to 10.0.0.9:81", "tcp 10.0.0.9:80-82 to 10.0.0.9:90-92,10.0.0.9:+10");

    [Theory]
    [InlineData("udp 10.0.0.9:80 to fd00::1 transparent", "IPv4 to 10.0.0.9:80")]
    [InlineData("udp [fd00::9]:80 to 10.0.0.1 transparent oneway", "IPv6 to [fd00::9]:80")]
    [InlineData("tcp any:80 to 10.0.0.1,10.0.0.2 transparent proxy-v2", "IPv6 to [::]:80")]
    [InlineData("tcp any:80 to game transparent", "IPv4 to 0.0.0.0:80")]
    public void Family_without_a_server_is_an_error_in_transparent_mode(string statement, string clients)
    {
        var names = new KnownNames().WithHost("game", "fd00::1");
        var (word, message) = Forwards.Error(names, statement);
        Assert.Equal("transparent", word);
        Assert.StartsWith($"v4/v6 mismatch in transparent mode: clients come over {clients}", message);
        Forwards.Rules(names, statement[..statement.IndexOf(" transparent", StringComparison.Ordinal)]);
    }

    [Theory]
    [InlineData("udp any:80 to 10.0.0.1,fd00::1 transparent")]
    [InlineData("udp any:80 to game transparent oneway")]
    [InlineData("udp 0.0.0.0:80 to 10.0.0.1 transparent")]
    public void Families_match_in_transparent_mode_when_each_has_a_server(string statement) =>
        Forwards.Rules(new KnownNames().WithHost("game", "fd00::1", "10.0.0.1"), statement);

    [Theory]
    [InlineData("udp any:80 to 10.0.0.1,fd00::1 from 10.0.0.9", "fd00::1", "`from` has no IPv6 address for fd00::1")]
    [InlineData("tcp any:80 to game from fd00::9", "game", "`from` has no IPv4 address for game")]
    public void Server_without_a_source_of_its_family_is_an_error(string statement, string server, string message)
    {
        var error = Forwards.Error(new KnownNames().WithHost("game", "10.0.0.1"), statement);
        Assert.Equal(server, error.Word);
        Assert.StartsWith(message, error.Message);
    }

    [Fact]
    public void Every_error_of_every_statement_is_given()
    {
        var errors = Forwards.Try(new KnownNames(), "udp one:80 to two", "udp any:80 to 10.0.0.1", "tcp any:80 to three").Errors;
        Assert.Equal(["one", "three", "two"], errors.Select(e => e.Source.Text.Substring(e.Column - 1, e.Length)).Order());
    }
}
