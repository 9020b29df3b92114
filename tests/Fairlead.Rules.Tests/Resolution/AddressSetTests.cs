using Fairlead.Rules.Resolution;
using Fairlead.Rules.Tests.Text;

namespace Fairlead.Rules.Tests.Resolution;

public class AddressSetTests
{
    [Theory]
    [InlineData("any", "0.0.0.0 :: 10.0.0.1 fd00::1 127.0.0.1", "")]
    [InlineData("wildcard", "0.0.0.0 :: ::ffff:0.0.0.0", "127.0.0.1 ::1 0.0.0.1 10.0.0.1")]
    [InlineData("loopback", "127.0.0.1 127.255.255.255 ::1 ::ffff:127.0.0.1", "126.0.0.1 128.0.0.1 ::2 0.0.0.0 :: ::127.0.0.1")]
    [InlineData("10.0.0.1", "10.0.0.1 ::ffff:10.0.0.1", "10.0.0.2 ::10.0.0.1")]
    [InlineData("10.0.0.0/8", "10.0.0.0 10.255.255.255 ::ffff:10.1.1.1", "9.255.255.255 11.0.0.0 fd00::1")]
    [InlineData("0.0.0.0/0", "0.0.0.0 255.255.255.255 ::ffff:1.2.3.4", ":: ::1 fd00::1")]
    [InlineData("::/0", ":: ::1 fd00::1", "0.0.0.0 10.0.0.1 ::ffff:10.0.0.1")]
    [InlineData("fd00::/63", "fd00:: fd00::1:0:0:0:1 fd00:0:0:1:ffff::", "fd00:0:0:2:: 10.0.0.1")]
    [InlineData("fd00::/64", "fd00:: fd00::ffff:ffff:ffff:ffff", "fd00:0:0:1:: fcff::")]
    [InlineData("fd00::/65", "fd00:: fd00::7fff:ffff:ffff:ffff", "fd00::8000:0:0:0")]
    [InlineData("fd00::1", "fd00::1", "fd00::2 fd00:: fd00:0:0:1::1")]
    public void Set_holds_what_it_says_when_asked_for_a_bound_address(string pattern, string inside, string outside)
    {
        var set = Resolved.One($"bind any {pattern} deny").Addresses;
        var inverse = set with { Not = true };
        Assert.All(inside.Split(' '), a => Assert.True(Contains(set, a) && !Contains(inverse, a), a));
        Assert.All(outside.Split(' ', StringSplitOptions.RemoveEmptyEntries), a => Assert.True(!Contains(set, a) && Contains(inverse, a), a));
    }

    [Theory]
    [InlineData("0.0.0.0")]
    [InlineData("::")]
    [InlineData("::ffff:0.0.0.0")]
    public void Wildcard_is_loopback_when_it_is_a_destination(string address)
    {
        var set = Resolved.One("connect any loopback deny").Addresses;
        Assert.True(set.Contains(Reading.Address(address), Verb.Connect));
        Assert.False(set.Contains(Reading.Address(address), Verb.Bind));
    }

    private static bool Contains(AddressSet set, string address) => set.Contains(Reading.Address(address), Verb.Bind);
}
