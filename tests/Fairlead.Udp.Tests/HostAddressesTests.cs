using System.Net;

namespace Fairlead.Udp.Tests;

public sealed class HostAddressesTests
{
    private static readonly UdpEndpoint One = UdpEndpoint.From(IPAddress.Parse("10.0.0.1"), 0);
    private static readonly UdpEndpoint Two = UdpEndpoint.From(IPAddress.Parse("10.0.0.2"), 0);

    [Fact]
    public void An_address_is_told_once_when_it_comes_and_once_when_it_goes()
    {
        var addresses = new HostAddresses();
        addresses.Add(One, 1);
        addresses.Add(One, 1);
        addresses.Remove(One, 1);
        addresses.Remove(One, 1);
        Assert.Equal([(One, true), (One, false)], addresses.Changes);
    }

    [Fact]
    public void An_address_stays_as_long_as_one_interface_has_it()
    {
        var addresses = new HostAddresses();
        addresses.Add(One, 1);
        addresses.Add(One, 2);
        addresses.Remove(One, 1);
        Assert.Equal([(One, true)], addresses.Changes);
        addresses.Remove(One, 2);
        Assert.Equal([(One, true), (One, false)], addresses.Changes);
    }

    [Fact]
    public void What_a_listing_does_not_show_is_gone()
    {
        var addresses = new HostAddresses();
        addresses.BeginListing();
        addresses.Add(One, 1);
        addresses.Add(Two, 1);
        addresses.EndListing();
        addresses.Changes.Clear();

        addresses.BeginListing();
        addresses.Add(Two, 1);
        addresses.EndListing();
        Assert.Equal([(One, false)], addresses.Changes);
    }
}
