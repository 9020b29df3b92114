using Fairlead.Rules.Forwarding;
using Fairlead.Rules.Tests.Resolution;
using Fairlead.Rules.Tests.Text;

namespace Fairlead.Rules.Tests.Forwarding;

public class ForwardResolverTests
{
    [Theory]
    [InlineData("udp any:80 to 10.0.0.1", "0.0.0.0:80 [::]:80")]
    [InlineData("udp loopback:80 to 10.0.0.1", "127.0.0.1:80 [::1]:80")]
    [InlineData("udp 10.0.0.9:80 to 10.0.0.1", "10.0.0.9:80")]
    [InlineData("udp [::]:80 to 10.0.0.1", "[::]:80")]
    [InlineData("udp game:80 to 10.0.0.1", "10.0.0.9:80 [fd00::9]:80")]
    [InlineData("udp dev gre2:80 to 10.0.0.1", "10.17.24.14:80 10.17.24.15:80")]
    [InlineData("udp 10.0.0.9:80-82,90 to 10.0.0.1", "10.0.0.9:80 10.0.0.9:81 10.0.0.9:82 10.0.0.9:90")]
    public void Place_becomes_every_address_and_port_of_it(string statement, string places)
    {
        var names = new KnownNames().WithHost("game", "10.0.0.9", "::ffff:10.0.0.9", "fd00::9")
            .WithInterface("gre2", "10.17.24.14", "10.17.24.15");
        Assert.Equal(places, Forwards.Places(Assert.Single(Forwards.Rules(names, statement))));
    }

    [Theory]
    [InlineData("udp any:80 to 10.0.0.1", "0.0.0.0:80")]
    [InlineData("udp loopback:80 to 10.0.0.1", "127.0.0.1:80")]
    public void Place_of_both_families_is_of_one_when_the_host_lacks_the_other(string statement, string places)
    {
        var names = new KnownNames().WithForeign("::").WithForeign("::1");
        Assert.Equal(places, Forwards.Places(Assert.Single(Forwards.Rules(names, statement))));
    }

    [Fact]
    public void Statement_of_both_protocols_becomes_two_rules_with_one_number()
    {
        var rules = Forwards.Rules("tcp any:443 to 10.0.0.1", "any any:80 to 10.0.0.1 evict idlest");
        Assert.Equal([(1, Protocol.Tcp), (2, Protocol.Udp), (2, Protocol.Tcp)], rules.Select(r => (r.Number, r.Protocol)));
        Assert.Equal([Eviction.Unconfirmed, Eviction.Idlest, Eviction.Unconfirmed], rules.Select(r => r.Options.Evict));
        Assert.All(rules[1..], r => Assert.Equal("any any:80 to 10.0.0.1 evict idlest", r.Text));
    }

    [Fact]
    public void Backend_keeps_its_name_and_all_addresses()
    {
        var names = new KnownNames().WithHost("game", "10.0.0.9", "::ffff:10.0.0.9", "fd00::9");
        var to = Assert.Single(Forwards.Rules(names, "udp any:80 to game:81,10.0.0.1")).To;
        ValueList<Address> addresses = [Reading.Address("10.0.0.9"), Reading.Address("fd00::9")];
        Assert.Equal(new Backend("game", addresses, new BackendPort(IsFixed: true, 81)), to[0]);
        Assert.Equal(new Backend(null, [Reading.Address("10.0.0.1")], new BackendPort(IsFixed: false, 0)), to[1]);
    }

    [Theory]
    [InlineData("10.0.0.1", 27000, 27003)]
    [InlineData("10.0.0.1:443", 443, 443)]
    [InlineData("10.0.0.1:28000-28003", 28000, 28003)]
    [InlineData("10.0.0.1:1-4", 1, 4)]
    [InlineData("10.0.0.1:+1000", 28000, 28003)]
    [InlineData("10.0.0.1:-1000", 26000, 26003)]
    public void Port_of_a_backend_goes_in_step_or_stays(string target, int first, int last)
    {
        var port = Assert.Single(Forwards.Rules($"udp any:27000-27003 to {target}")).To[0].Port;
        Assert.Equal((first, last), (port.For(27000), port.For(27003)));
    }

    [Fact]
    public void Names_are_asked_for_once_each_and_only_those_that_are_written()
    {
        var names = new KnownNames().WithHost("game", "10.0.0.1").WithInterface("gre2");
        Forwards.Rules(names, "udp any:80 to game dev gre2", "tcp any:80 to 10.0.0.1 from 10.0.0.9");
        Assert.Equal(["gre2", "game"], names.Asked);
    }

    [Theory]
    [InlineData("udp nowhere:80 to 10.0.0.1", "nowhere", "has no address here")]
    [InlineData("udp any:80 to 10.0.0.1,nowhere:81", "nowhere", "has no address here")]
    [InlineData("udp dev tun9:80 to 10.0.0.1", "tun9", "there is no interface")]
    [InlineData("udp dev bare:80 to 10.0.0.1", "bare", "has no address: give it one")]
    [InlineData("udp any:80 to 10.0.0.1 dev tun9", "tun9", "there is no interface")]
    [InlineData("udp 10.9.9.9:80 to 10.0.0.1", "10.9.9.9", "is not on this machine")]
    [InlineData("udp any:80 to 10.9.9.9 from 10.9.9.9", "10.9.9.9", "is not on this machine")]
    [InlineData("udp activated:web to 10.0.0.1", "activated:web", "no socket named \"web\" was passed")]
    public void Name_that_means_nothing_here_is_an_error_that_points_at_it(string statement, string word, string message)
    {
        var error = Forwards.Error(new KnownNames().WithInterface("bare").WithForeign("10.9.9.9"), statement);
        Assert.Equal(word, error.Word);
        Assert.Contains(message, error.Message);
    }

    [Theory]
    [InlineData("udp 10.9.9.9:80 to 10.0.0.1 freebind")]
    [InlineData("udp any:80 to 10.9.9.9")]
    [InlineData("udp any:80 to 10.0.0.1 from 10.9.9.9 dev gre2")]
    public void Address_that_is_not_here_is_no_error_where_none_is_bound_or_the_statement_says_so(string statement) =>
        Forwards.Rules(new KnownNames().WithForeign("10.9.9.9").WithInterface("gre2"), statement);
}
