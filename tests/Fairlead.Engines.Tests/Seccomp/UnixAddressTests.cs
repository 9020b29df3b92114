using System.Text;
using Fairlead.Engines.Seccomp;
using Fairlead.Linux;
using Fairlead.Rules;

namespace Fairlead.Engines.Tests.Seccomp;

public unsafe class UnixAddressTests
{
    [Theory]
    [InlineData("/run/a.sock", "10.0.0.1", "/run/a.sock")]
    [InlineData("/run/%p.sock", "10.0.0.1", "/run/8080.sock")]
    [InlineData("/run/%a-%p", "10.0.0.1", "/run/10.0.0.1-8080")]
    [InlineData("/run/%a", "::ffff:10.0.0.1", "/run/10.0.0.1")]
    [InlineData("@x/%a", "fd00::1", "@x/fd00::1")]
    [InlineData("/run/100%%", "10.0.0.1", "/run/100%")]
    [InlineData("/run/%", "10.0.0.1", "/run/%")]
    [InlineData("%p%p%%p", "10.0.0.1", "80808080%p")]
    public void Path_is_that_of_the_call(string path, string address, string expected)
    {
        Assert.True(Address.TryParse(address, out var asked));
        Assert.Equal(expected, UnixPath.Expand(path, asked, 8080));
    }

    [Theory]
    [InlineData("/run/a.sock", "/run/a.sock\0")]
    [InlineData("@name", "\0name")]
    [InlineData("@", "\0")]
    [InlineData("/é", "/\u00C3\u00A9\0")]
    public void Path_becomes_what_unix_sockets_are_named_by(string path, string bytes)
    {
        Assert.True(UnixAddress.TryWrite(path, out var address, out var length));
        Assert.Equal(SocketConstants.AF_UNIX, address.sun_family);
        Assert.Equal(bytes, Encoding.Latin1.GetString(address.sun_path, (int)length - 2));
    }

    [Theory]
    [InlineData(107, true)]
    [InlineData(108, false)]
    public void Path_is_refused_when_it_is_too_long(int length, bool fits)
    {
        Assert.Equal(fits, UnixAddress.TryWrite(new string('/', length), out _, out _));
        Assert.Equal(fits, UnixAddress.TryWrite("@" + new string('x', length - 1), out _, out _));
    }
}
