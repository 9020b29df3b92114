using System.Text;
using Fairlead.Mirror.Agent.Context;
using Fairlead.Mirror.Names;
using Fairlead.Mirror.Sockets;
using Fairlead.Rules;

namespace Fairlead.Mirror.Tests.Context;

/// <summary>The files that say how names resolve.</summary>
public sealed class TargetFileTests
{
    [Fact]
    public void Hosts_has_all_addresses_of_a_name_in_order()
    {
        var hosts = Hosts("""
            # nothing
            127.0.0.1	localhost
            10.0.0.2  Db.Example db   # the second
            fd00::2   db.example.
            fe80::1%eth0 zoned
            nonsense  name
            10.0.0.3 db.example
            """);
        Assert.Equal([Parsed("10.0.0.2"), Parsed("fd00::2"), Parsed("10.0.0.3")], hosts.AddressesOf("db.example")!);
        Assert.Equal([Parsed("10.0.0.2")], hosts.AddressesOf("db")!);
        Assert.Null(hosts.AddressesOf("name"));
        Assert.Equal("db.example", hosts.NameOf(Parsed("10.0.0.3")));
        Assert.Null(hosts.NameOf(Parsed("10.0.0.9")));
    }

    [Fact]
    public void Settings_are_those_of_the_file()
    {
        var settings = Settings("""
            ; comment
            nameserver 10.0.0.53
            nameserver fd00::53
            nameserver nonsense
            domain first
            search Svc.Cluster.Local. cluster.local
            options ndots:5 timeout:1 attempts:3 rotate
            """);
        Assert.Equal([new SocketName(Parsed("10.0.0.53"), 53), new SocketName(Parsed("fd00::53"), 53)], settings.Servers);
        Assert.Equal(["svc.cluster.local", "cluster.local"], settings.Search);
        Assert.Equal((5, 1, 3), (settings.Dots, settings.Seconds, settings.Attempts));
    }

    [Fact]
    public void What_the_file_does_not_say_is_what_the_manual_says()
    {
        var settings = Settings("options ndots:nonsense attempts:99");
        Assert.Equal([new SocketName(Address.LoopbackV4, 53)], settings.Servers);
        Assert.Empty(settings.Search);
        Assert.Equal((1, 5, 5), (settings.Dots, settings.Seconds, settings.Attempts));
    }

    [Theory]
    [InlineData("4.3.2.1.in-addr.arpa", "1.2.3.4")]
    [InlineData("1.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.d.f.ip6.arpa", "fd00::1")]
    [InlineData("3.2.1.in-addr.arpa", null)]
    [InlineData("1.d.f.ip6.arpa", null)]
    [InlineData("x.3.2.1.in-addr.arpa", null)]
    [InlineData("db.example", null)]
    public void Reverse_names_are_addresses(string name, string? address)
    {
        Assert.Equal(address is not null, ReverseName.TryParse(name, out var parsed));
        if (address is not null)
        {
            Assert.Equal(Parsed(address), parsed);
        }
    }

    private static HostsFile Hosts(string text) => HostsFile.Parse(Encoding.UTF8.GetBytes(text));

    private static ResolverSettings Settings(string text) => ResolverSettings.Parse(Encoding.UTF8.GetBytes(text));

    private static Address Parsed(string text)
    {
        Assert.True(Address.TryParse(text, out var address));
        return address;
    }
}
