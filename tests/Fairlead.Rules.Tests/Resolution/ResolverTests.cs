using Fairlead.Rules.Resolution;
using Fairlead.Rules.Tests.Text;

namespace Fairlead.Rules.Tests.Resolution;

public class ResolverTests
{
    [Fact]
    public void Rules_are_numbered_from_one_in_the_order_written() =>
        Assert.Equal([1, 2, 3], Resolved.Rules("bind any any allow", "bind tcp any deny", "connect any any deny").Select(r => r.Number));

    [Fact]
    public void Host_in_a_match_becomes_every_address_that_it_has()
    {
        var names = new KnownNames().WithHost("db.prod", "10.0.0.5", "10.0.0.6", "fd00::5");
        var addresses = Resolved.Rules(names, "connect tcp db.prod deny")[0].Addresses;
        Assert.All(["10.0.0.5", "10.0.0.6", "fd00::5", "::ffff:10.0.0.5"], a => Assert.True(Contains(addresses, a)));
        Assert.All(["10.0.0.7", "fd00::6", "0.0.0.0"], a => Assert.False(Contains(addresses, a)));
    }

    [Fact]
    public void Host_with_mapped_addresses_is_taken_as_ipv4()
    {
        var names = new KnownNames().WithHost("old", "::ffff:10.0.0.5");
        var rule = Resolved.Rules(names, "connect any old to old")[0];
        Assert.True(Contains(rule.Addresses, "10.0.0.5"));
        Assert.Equal(Reading.Address("10.0.0.5"), rule.To!.V4!.Address);
        Assert.Null(rule.To.V6);
    }

    [Theory]
    [InlineData("two", "10.0.0.1", "fd00::1")]
    [InlineData("several", "10.0.0.1", "fd00::1")]
    [InlineData("v4", "10.0.0.1", null)]
    [InlineData("v6", null, "fd00::1")]
    public void Host_in_a_target_becomes_its_first_address_of_each_family(string host, string? v4, string? v6)
    {
        var names = new KnownNames()
            .WithHost("two", "10.0.0.1", "fd00::1")
            .WithHost("several", "fd00::1", "10.0.0.1", "10.0.0.2", "fd00::2")
            .WithHost("v4", "10.0.0.1")
            .WithHost("v6", "fd00::1");
        var to = Resolved.Rules(names, $"bind any any to {host}:80")[0].To!;
        Assert.Equal(v4, to.V4?.Address?.ToString());
        Assert.Equal(v6, to.V6?.Address?.ToString());
        Assert.All([to.V4, to.V6], d => Assert.True(d is null || d.Port == new PortChange(PortChangeKind.Set, 80)));
    }

    [Fact]
    public void Entry_that_stands_first_decides_when_two_have_addresses_of_one_family()
    {
        var names = new KnownNames().WithHost("a", "10.0.0.1").WithHost("b", "10.0.0.2", "fd00::2");
        var to = Resolved.Rules(names, "bind any any to a:1,b:2")[0].To!;
        Assert.Equal(("10.0.0.1", 1), (to.V4!.Address.ToString(), to.V4.Port.Number));
        Assert.Equal(("fd00::2", 2), (to.V6!.Address.ToString(), to.V6.Port.Number));
    }

    [Fact]
    public void Interface_becomes_its_first_address_of_each_family()
    {
        var names = new KnownNames().WithInterface("gre2", "10.17.24.14", "10.17.24.15", "fd00::14");
        var to = Resolved.Rules(names, "bind any any to dev gre2")[0].To!;
        Assert.Equal(("10.17.24.14", "fd00::14"), (to.V4!.Address.ToString(), to.V6!.Address.ToString()));
    }

    [Fact]
    public void Port_alone_is_for_both_families_and_no_address()
    {
        var to = Resolved.One("bind any any to :8080").To!;
        Assert.Equal(to.V4, to.V6);
        Assert.Null(to.V4!.Address);
    }

    [Theory]
    [InlineData("bind any any to 10.9.9.9")]
    [InlineData("connect any any from 10.9.9.9")]
    public void Address_that_is_not_here_is_an_error_where_a_socket_would_be_bound_to_it(string rule)
    {
        var error = Resolved.Error(new KnownNames().WithForeign("10.9.9.9"), rule);
        Assert.Contains("10.9.9.9 is not on this machine", error.Message);
        Assert.Equal((rule.IndexOf("10.9", StringComparison.Ordinal) + 1, 8), (error.Column, error.Length));
    }

    [Theory]
    [InlineData("connect any any to 10.9.9.9")]
    [InlineData("connect any 10.9.9.9 deny")]
    [InlineData("bind any 10.9.9.9 to :80")]
    [InlineData("bind any any to 10.9.9.9 freebind")]
    [InlineData("bind any any to 10.9.9.9 transparent")]
    public void Address_that_is_not_here_is_no_error_where_none_is_bound_or_the_rule_says_so(string rule) =>
        Resolved.Rules(new KnownNames().WithForeign("10.9.9.9"), rule);

    [Theory]
    [InlineData("connect any nowhere deny", "nowhere")]
    [InlineData("bind any any to nowhere", "nowhere")]
    [InlineData("connect any any from nowhere", "nowhere")]
    [InlineData("bind any any to dev tun9", "tun9")]
    [InlineData("connect any any dev tun9", "tun9")]
    [InlineData("bind any any to dev bare", "bare")]
    [InlineData("bind tcp any to activated:web", "web")]
    public void Name_that_is_not_known_is_an_error_that_points_at_it(string rule, string name)
    {
        var error = Resolved.Error(new KnownNames().WithInterface("bare"), rule);
        Assert.Contains($"\"{name}\"", error.Message);
        Assert.Equal(name, error.Source.Text.Substring(error.Column - 1, error.Length));
    }

    [Fact]
    public void Interface_without_address_is_enough_for_the_option() =>
        Resolved.Rules(new KnownNames().WithInterface("bare"), "connect any any dev bare");

    [Fact]
    public void Every_error_of_every_rule_is_given()
    {
        var errors = Resolved.Try(new KnownNames(), "connect any one to two", "bind any any allow", "bind tcp any to activated:three").Errors;
        Assert.Equal(["one", "three", "two"], errors.Select(e => e.Source.Text.Substring(e.Column - 1, e.Length)).Order());
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Passed_socket_is_found_by_its_name(bool isUnix)
    {
        var names = new KnownNames().WithSocket("web", 3, isUnix);
        var rule = Resolved.Rules(names, "bind tcp any:80 to activated:web")[0];
        Assert.Equal(new ActivatedSocket("web", 3, isUnix), rule.Activated);
        Assert.Equal(isUnix, rule.MakesUnix);
    }

    [Fact]
    public void Rule_says_of_itself_what_engines_ask()
    {
        var rule = Resolved.One("bind tcp any:80 to unix:/run/%p.sock hide");
        Assert.True(rule is { Hides: true, MakesUnix: true, To: null, Unix.Path: "/run/%p.sock" });
        Assert.Equal("bind tcp any:80 to unix:/run/%p.sock hide", rule.ToString());
    }

    [Fact]
    public void Names_are_not_asked_for_when_a_rule_has_none()
    {
        var names = new KnownNames();
        Resolved.Rules(names, "bind any any to 10.0.0.1", "connect any 10.0.0.0/8 deny");
        Assert.Empty(names.Asked);
    }

    private static bool Contains(AddressSet addresses, string address) => addresses.Contains(Reading.Address(address), Verb.Connect);
}
