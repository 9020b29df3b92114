using Fairlead.Forward.Backends;
using Fairlead.Rules;
using Fairlead.Rules.Forwarding;
using Fairlead.Udp;

namespace Fairlead.Forward.Tests.Backends;

public sealed class BackendSetTests
{
    private static readonly UdpEndpoint[] s_clients =
        [.. Enumerable.Range(0, 4000).Select(i => UdpEndpoint.V4((uint)(0x0A0A_0000 + (i * 7919)), (ushort)(i + 1)))];

    [Fact]
    public void Clients_are_shared_out_evenly()
    {
        var set = Of(9000, "10.0.0.1", "10.0.0.2", "10.0.0.3", "10.0.0.4");
        var shares = s_clients.GroupBy(client => set.Pick(client, 1, sameFamily: false)).ToArray();
        Assert.Equal(4, shares.Length);
        Assert.All(shares, share => Assert.InRange(share.Count(), 800, 1200));
    }

    [Fact]
    public void A_backend_that_goes_moves_only_its_own_clients()
    {
        var before = Of(9000, "10.0.0.1", "10.0.0.2", "10.0.0.3");
        var after = Of(9000, "10.0.0.3", "10.0.0.1");
        foreach (var client in s_clients)
        {
            var had = before.Pick(client, 1, sameFamily: false);
            var has = after.Pick(client, 1, sameFamily: false);
            Assert.True(had == has || had.ToString() == "10.0.0.2:9000", $"{client}: {had}, then {has}");
        }
    }

    [Fact]
    public void The_ports_of_a_client_take_no_part()
    {
        var set = new BackendSet(ValueList.Create<Backend>(
            [Backend(new BackendPort(false, 0), "10.0.0.1"), Backend(new BackendPort(false, 0), "10.0.0.2")]));
        foreach (var client in s_clients.Take(500))
        {
            var first = set.Pick(client, 27000, sameFamily: false);
            Assert.Equal(first.WithPort(27001), set.Pick(client.WithPort(9), 27001, sameFamily: false));
        }
    }

    [Fact]
    public void Two_servers_of_one_address_are_two()
    {
        var set = new BackendSet(ValueList.Create<Backend>(
            [Backend(new BackendPort(true, 9001), "10.0.0.1"), Backend(new BackendPort(true, 9002), "10.0.0.1")]));
        var shares = s_clients.GroupBy(client => set.Pick(client, 1, sameFamily: false).Port).ToArray();
        Assert.Equal(2, shares.Length);
        Assert.All(shares, share => Assert.InRange(share.Count(), 1600, 2400));
    }

    [Fact]
    public void Each_further_attempt_is_at_another_backend_until_there_is_none()
    {
        var set = Of(9000, "10.0.0.1", "10.0.0.2", "10.0.0.3");
        foreach (var client in s_clients.Take(100))
        {
            var tried = Enumerable.Range(0, 3).Select(i => set.Pick(client, 1, sameFamily: false, i)).ToArray();
            Assert.Equal(3, tried.Distinct().Count());
            Assert.DoesNotContain(tried, backend => backend.IsEmpty);
            Assert.True(set.Pick(client, 1, sameFamily: false, 3).IsEmpty);
        }
    }

    [Fact]
    public void A_client_gets_the_address_of_its_family_of_a_server_that_has_both()
    {
        var set = Of(9000, "10.0.0.1", "fd00::1");
        var both = new BackendSet(ValueList.Create<Backend>([Backend(new BackendPort(true, 1), "10.0.0.1", "fd00::1")]));
        var six = UdpEndpoint.From(System.Net.IPEndPoint.Parse("[fd00::9]:1"));
        Assert.True(both.Pick(s_clients[0], 1, sameFamily: false).IsV4);
        Assert.False(both.Pick(six, 1, sameFamily: false).IsV4);
        Assert.All(s_clients.Take(50), client => Assert.True(set.Pick(client, 1, sameFamily: true).IsV4));
        Assert.Contains(s_clients.Take(50), client => !set.Pick(client, 1, sameFamily: false).IsV4);
        Assert.True(Of(9000, "10.0.0.1").Pick(six, 1, sameFamily: true).IsEmpty);
    }

    [Fact]
    public void Nobody_is_picked_where_a_name_means_nothing_any_more()
    {
        var set = Of(9000, "10.0.0.1");
        set.Update([[]]);
        Assert.True(set.Pick(s_clients[0], 1, sameFamily: false).IsEmpty);
    }

    private static BackendSet Of(ushort port, params string[] addresses) =>
        new(ValueList.Create<Backend>(Array.ConvertAll(addresses, address => Backend(new BackendPort(true, port), address))));

    private static Backend Backend(BackendPort port, params string[] addresses) => new(
        null, ValueList.Create<Address>(Array.ConvertAll(addresses, text => Address.TryParse(text, out var a) ? a : default)), port);
}
