using Fairlead.Forward.Statistics;

namespace Fairlead.Forward.Tests.Udp;

/// <summary>A backend that is not there, as ICMP says.</summary>
public sealed class UnreachableTests
{
    [Fact]
    public void Word_of_an_earlier_datagram_neither_eats_one_nor_ends_the_session()
    {
        var backend = Running.Free("127.0.0.1");
        var place = Running.Free("127.0.0.1");
        using var running = new Running(1, Running.Udp(place, backend));
        using var client = Peer.Client(place);
        for (var round = 1; round <= 50; round++)
        {
            client.Send([1]);
            Running.Until(() => running.Drops(DropReason.Unreachable) == round);
        }
        Assert.Equal((50, 1, 50), (running.Statistics.ToBackend, running.Statistics.Sessions, running.Statistics.Dropped));
    }

    [Fact]
    public void A_backend_that_goes_and_comes_loses_only_what_is_sent_meanwhile()
    {
        var backend = Running.Free("127.0.0.1");
        var place = Running.Free("127.0.0.1");
        using var running = new Running(Running.Udp(place, backend));
        var clients = Enumerable.Range(0, 10).Select(_ => Peer.Client(place)).ToArray();
        for (var restart = 0; restart < 5; restart++)
        {
            using (Peer.Server(backend).Echo())
            {
                foreach (var client in clients)
                {
                    for (byte i = 0; i < 20; i++)
                    {
                        client.Send([i]);
                        Assert.Equal([i], client.Receive());
                    }
                }
            }
            var sent = running.Statistics.ToBackend;
            foreach (var client in clients)
            {
                client.Send([1]);
                client.Send([2]);
            }
            Running.Until(() => running.Statistics.ToBackend == sent + 20);
        }
        Assert.Equal((10, 10), (running.Statistics.Begun, running.Statistics.Sessions));
        Array.ForEach(clients, client => client.Dispose());
    }

    [Fact]
    public void When_the_address_of_this_host_changes_clients_that_go_on_are_served_again() =>
        Namespace.Run("ip address add 10.1.1.1/24 dev lo; ip address add 10.2.2.2/24 dev lo; ip route add local 10.3.3.3 dev lo table local src 10.1.1.1", () =>
        {
            using var server = Peer.Server(System.Net.IPEndPoint.Parse("10.3.3.3:5000")).Echo();
            var place = new System.Net.IPEndPoint(System.Net.IPAddress.Loopback, 6000);
            using var running = new Running(1, Running.Udp(place, server.Address));
            using var client = Peer.Client(place);
            client.Send([1]);
            Assert.Equal([1], client.Receive());
            Namespace.Do("ip address delete 10.1.1.1/24 dev lo; ip route replace local 10.3.3.3 dev lo table local src 10.2.2.2");
            client.Send([2]);
            Running.Until(() => running.Statistics.Dropped == 1);
            client.Send([3]);
            Assert.Equal([3], client.Receive());
        });

    [Fact]
    public void Where_there_is_no_way_each_datagram_is_counted_once() =>
        Namespace.Run("", () =>
        {
            var place = new System.Net.IPEndPoint(System.Net.IPAddress.Loopback, 6000);
            using var running = new Running(1, Running.Udp(place, System.Net.IPEndPoint.Parse("10.1.1.1:5000")));
            using var client = Peer.Client(place);
            for (var i = 0; i < 10; i++)
            {
                client.Send([1]);
            }
            Running.Until(() => running.Drops(DropReason.Unreachable) == 10);
            Assert.Equal((10, 0, 0), (running.Statistics.Dropped, running.Statistics.ToBackend, running.Statistics.Sessions));
        });
}
