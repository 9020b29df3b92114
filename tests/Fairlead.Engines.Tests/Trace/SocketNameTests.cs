using System.Runtime.InteropServices;
using Fairlead.Engines.Trace;
using Fairlead.Linux;

namespace Fairlead.Engines.Tests.Trace;

public sealed class SocketNameTests
{
    [Theory]
    [InlineData("0200 0050 0a000001 0000000000000000", "10.0.0.1:80")]
    [InlineData("0a00 0050 00000000 00000000000000000000000000000001 00000000", "[::1]:80")]
    [InlineData("0a00 0000 00000000 00000000000000000000000000000000 00000000", "[::]:0")]
    [InlineData("0100 2f72756e2f6100ff", "/run/a")]
    [InlineData("0100 00616263", "@abc")]
    [InlineData("0000 000000000000", "unspec")]
    [InlineData("1000 0000 0000000000000000", "netlink")]
    [InlineData("0200 0050", "?")]
    [InlineData("02", "?")]
    [InlineData("", "?")]
    public void Decodes(string hex, string expected)
    {
        var bytes = Convert.FromHexString(hex.Replace(" ", "", StringComparison.Ordinal));
        sockaddr_storage sockaddr = default;
        bytes.CopyTo(MemoryMarshal.AsBytes(new Span<sockaddr_storage>(ref sockaddr)));
        Assert.Equal(expected, SocketName.Parse(sockaddr, (uint)bytes.Length).ToString());
    }
}
