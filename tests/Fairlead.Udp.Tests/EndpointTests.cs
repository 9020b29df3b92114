using System.Net;

namespace Fairlead.Udp.Tests;

public sealed class EndpointTests
{
    [Theory]
    [InlineData("0.0.0.0:0")]
    [InlineData("10.1.2.3:65535")]
    [InlineData("[::]:1")]
    [InlineData("[2001:db8::7]:27000")]
    [InlineData("[fe80::1%4]:53")]
    [InlineData("[::ffff:10.1.2.3]:53")]
    public void An_endpoint_survives_the_way_through_the_kernels_form(string text)
    {
        var framework = IPEndPoint.Parse(text);
        var endpoint = UdpEndpoint.From(framework);
        Assert.Equal(framework, endpoint.ToIPEndPoint());
        Assert.Equal(text, endpoint.ToString());
        Assert.Equal(endpoint, ThroughKernelForm(endpoint));
    }

    [Fact]
    public void An_IPv4_address_is_mapped_and_unmapped()
    {
        var v4 = UdpEndpoint.From(IPEndPoint.Parse("10.1.2.3:53"));
        var mapped = UdpEndpoint.From(IPEndPoint.Parse("[::ffff:10.1.2.3]:53"));
        Assert.Equal((mapped, v4), (v4.Map(), mapped.Unmap()));
        Assert.Equal((true, false, false, true), (v4.IsV4, v4.IsMapped, mapped.IsV4, mapped.IsMapped));
        Assert.Equal((v4, mapped), (v4.Unmap(), mapped.Map()));
    }

    [Fact]
    public void An_IPv6_address_stays_what_it_is()
    {
        var v6 = UdpEndpoint.From(IPEndPoint.Parse("[2001:db8::7]:53"));
        Assert.Equal((v6, v6, false), (v6.Map(), v6.Unmap(), v6.IsMapped));
    }

    [Fact]
    public void The_default_value_is_empty_and_a_wildcard_is_not()
    {
        Assert.True(default(UdpEndpoint).IsEmpty);
        Assert.Equal("-", default(UdpEndpoint).ToString());
        Assert.All([UdpEndpoint.From(IPAddress.Any, 0), UdpEndpoint.From(IPAddress.IPv6Any, 0)], wildcard =>
            Assert.Equal((false, true), (wildcard.IsEmpty, wildcard.IsWildcard)));
    }

    [Theory]
    [InlineData("10.1.2.3:53", "10.1.2.4:53")]
    [InlineData("10.1.2.3:53", "10.1.2.3:54")]
    [InlineData("10.1.2.3:53", "[::ffff:10.1.2.3]:53")]
    [InlineData("[fe80::1%4]:53", "[fe80::1%5]:53")]
    public void Endpoints_that_differ_are_not_equal(string one, string other) =>
        Assert.NotEqual(UdpEndpoint.From(IPEndPoint.Parse(one)), UdpEndpoint.From(IPEndPoint.Parse(other)));

    private static unsafe UdpEndpoint ThroughKernelForm(UdpEndpoint endpoint)
    {
        Linux.sockaddr_storage form;
        endpoint.Write(&form);
        return UdpEndpoint.Read(&form);
    }
}
