using System.Net;
using FsCheck;
using FsCheck.Fluent;

namespace Fairlead.Rules.Tests;

public class AddressTests
{
    private static readonly Gen<string> Texts =
        from pieces in Gen.Elements(
            ":", ":", "::", "0", "1", "fd00", "FFFF", "00a0", "12345", "g", "", "1.2.3.4", "1.2.3", "255", ".").ListOf()
        select string.Concat(pieces);

    private static readonly Gen<string> Groups =
        from groups in Gen.Elements("0", "1", "ffff", "abc", "0db8", "").NonEmptyListOf()
        from last in Gen.Elements("", "1.2.3.4", "1", ":", "::")
        select string.Join(':', groups) + (last.Length > 1 ? ":" : "") + last;

    private static readonly Gen<string> WithColons = Gen.OneOf(Texts, Groups).Where(text => text.Contains(':'));

    [Fact]
    public void Ipv6_text_is_read_as_the_framework_reads_it_when_it_has_colons() =>
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(20000), Prop.ForAll(WithColons.ToArbitrary(), text =>
        {
            var isAddress = IPAddress.TryParse(text, out var expected);
            Assert.Equal(isAddress, Address.TryParse(text, out var address));
            Assert.True(!isAddress || address == Address.From(expected!), text);
        }));

    [Theory]
    [InlineData("::", "::")]
    [InlineData("::1", "::1")]
    [InlineData("1::", "1::")]
    [InlineData("FD00:0:0::5", "fd00::5")]
    [InlineData("1:2:3:4:5:6:7:8", "1:2:3:4:5:6:7:8")]
    [InlineData("1:2:3:4:5:6:7::", "1:2:3:4:5:6:7:0")]
    [InlineData("1:2:3:4:5:6:1.2.3.4", "1:2:3:4:5:6:102:304")]
    [InlineData("::ffff:1.2.3.4", "::ffff:1.2.3.4")]
    [InlineData("255.0.0.1", "255.0.0.1")]
    public void Address_is_read_when_it_is_well_formed(string text, string canonical)
    {
        Assert.True(Address.TryParse(text, out var address));
        Assert.Equal(canonical, address.ToString());
    }

    [Theory]
    [InlineData("")]
    [InlineData(":")]
    [InlineData(":::")]
    [InlineData("1:2:3:4:5:6:7")]
    [InlineData("1:2:3:4:5:6:7:8:9")]
    [InlineData("1:2:3:4::5:6:7:8")]
    [InlineData("1::2::3")]
    [InlineData("12345::")]
    [InlineData("1.2.3.4::")]
    [InlineData("1:2:3:4:5:6:7:1.2.3.4")]
    [InlineData("::ffff:010.0.0.1")]
    [InlineData("fe80::1%lo")]
    [InlineData("[::1]")]
    [InlineData("::1/128")]
    [InlineData("10.0.0")]
    [InlineData("10.0.0.256")]
    [InlineData("010.0.0.1")]
    [InlineData("10.0.0.1.")]
    [InlineData(" 10.0.0.1")]
    public void Address_is_refused_when_it_is_ill_formed(string text) => Assert.False(Address.TryParse(text, out _));
}
