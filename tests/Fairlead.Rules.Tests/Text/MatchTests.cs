namespace Fairlead.Rules.Tests.Text;

public class MatchTests
{
    [Fact]
    public void Sets_of_the_language_are_read_when_named()
    {
        Assert.Equal(new AddressPattern.Any(), Reading.Match("any").Address);
        Assert.Equal(new AddressPattern.Any(), Reading.Match(":80").Address);
        Assert.Equal(new AddressPattern.Wildcard(), Reading.Match("wildcard").Address);
        Assert.Equal(new AddressPattern.Loopback(), Reading.Match("loopback:80").Address);
    }

    [Theory]
    [InlineData("10.0.0.1", "10.0.0.1", 32)]
    [InlineData("10.0.0.0/8", "10.0.0.0", 8)]
    [InlineData("0.0.0.0/0", "0.0.0.0", 0)]
    [InlineData("10.0.0.1:80", "10.0.0.1", 32)]
    [InlineData("10.0.0.0/8:80", "10.0.0.0", 8)]
    [InlineData("::", "::", 128)]
    [InlineData("::1", "::1", 128)]
    [InlineData("fd00::1", "fd00::1", 128)]
    [InlineData("fd00::/8", "fd00::", 8)]
    [InlineData("::/0", "::", 0)]
    [InlineData("[fd00::1]", "fd00::1", 128)]
    [InlineData("[fd00::1]:80", "fd00::1", 128)]
    [InlineData("[fd00::/8]:80", "fd00::", 8)]
    [InlineData("::ffff:10.0.0.1", "10.0.0.1", 32)]
    [InlineData("[::ffff:10.0.0.1]:80", "10.0.0.1", 32)]
    [InlineData("::ffff:0:0/96", "0.0.0.0", 0)]
    [InlineData("[::ffff:10.0.0.0/104]:80", "10.0.0.0", 8)]
    [InlineData("[::1:80]", "::1:80", 128)]
    public void Blocks_are_read_when_written_as_addresses(string match, string address, int length)
    {
        var network = new Network(Reading.Address(address), length);
        Assert.Equal(new AddressPattern.Block(network), Reading.Match(match).Address);
    }

    [Theory]
    [InlineData("localhost")]
    [InlineData("db.prod")]
    [InlineData("db.prod.")]
    [InlineData("fly-global-services")]
    [InlineData("_sip._udp.example")]
    [InlineData("3com")]
    [InlineData("10.0.0.1a")]
    [InlineData("xn--bcher-kva.example")]
    [InlineData("unix.example")]
    [InlineData("anyhost")]
    public void Host_names_are_kept_as_written_when_they_are_no_addresses(string name)
    {
        Assert.Equal(new AddressPattern.Host(name), Reading.Match(name).Address);
        Assert.Equal(new AddressPattern.Host(name), Reading.Match($"{name}:80").Address);
    }

    [Fact]
    public void Host_names_are_kept_when_they_are_as_long_as_they_may_be()
    {
        var label = new string('a', 63);
        Assert.IsType<AddressPattern.Host>(Reading.Match($"{label}.{label}.{label}.{label[..61]}").Address);
    }

    [Theory]
    [InlineData("any:0", 0, 0)]
    [InlineData("any:65535", 65535, 65535)]
    [InlineData("any:80-90", 80, 90)]
    [InlineData(":0-65535", 0, 65535)]
    [InlineData("[::1]:80-80", 80, 80)]
    public void Port_ranges_are_read_when_they_follow_a_colon(string match, int first, int last) =>
        Assert.Equal([new PortRange((ushort)first, (ushort)last)], Reading.Match(match).Ports.Items);

    [Fact]
    public void Port_lists_keep_their_order_when_read()
    {
        PortRange[] ports = [new(443, 443), new(80, 90), new(0, 0)];
        Assert.Equal(ports, Reading.Match("any:443,80-90,0").Ports.Items);
        Assert.Empty(Reading.Match("any").Ports.Items);
    }

    [Fact]
    public void Not_inverts_the_address_when_it_stands_before_it()
    {
        Assert.True(Reading.Match("not 10.0.0.0/8:80").Not);
        Assert.True(Reading.Match("not wildcard").Not);
        Assert.False(Reading.Match("10.0.0.0/8:80").Not);
    }
}
