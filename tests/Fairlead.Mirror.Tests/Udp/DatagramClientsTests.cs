using Fairlead.Mirror.Agent.Udp;
using Fairlead.Mirror.Sockets;
using Fairlead.Rules;

namespace Fairlead.Mirror.Tests.Udp;

public sealed class DatagramClientsTests
{
    private readonly DatagramClients _clients = new();

    private static DatagramFlow Flow(int client) =>
        new(new SocketName(Address.V4(0x0A000000 + (uint)client), 1000), new SocketName(Address.LoopbackV4, 53), 0);

    private DatagramStream? Add(int client, long now = 0)
    {
        _clients.Add(new DatagramStream(null!, (uint)client, Flow(client)), now, out var evicted);
        return evicted;
    }

    [Fact]
    public void Client_is_found_again_until_it_has_been_silent()
    {
        Add(1);
        Assert.True(_clients.TryUse(Flow(1), now: 5000, out var stream));
        Assert.Equal(1u, stream.Stream);
        Assert.False(_clients.TryTakeSilent(5000 + DatagramClients.LongTime, out _));
        Assert.True(_clients.TryTakeSilent(5001 + DatagramClients.LongTime, out _));
        Assert.False(_clients.TryUse(Flow(1), now: 0, out _));
    }

    [Fact]
    public void Client_of_one_datagram_is_kept_for_a_short_time()
    {
        Add(1);
        Assert.False(_clients.TryTakeSilent(DatagramClients.ShortTime, out _));
        Assert.True(_clients.TryTakeSilent(DatagramClients.ShortTime + 1, out var stream));
        Assert.Equal(1u, stream.Stream);
    }

    [Fact]
    public void Flood_of_new_clients_does_not_end_those_that_talk()
    {
        Add(1);
        Assert.True(_clients.TryUse(Flow(1), now: 0, out _));
        for (var client = 2; client <= DatagramClients.Most; client++)
        {
            Assert.Null(Add(client));
        }
        for (var client = 2; client < 4000; client++)
        {
            Assert.Equal((uint)client, Add(DatagramClients.Most + client)!.Stream);
        }
        Assert.True(_clients.TryUse(Flow(1), now: 0, out _));
        Assert.Equal(DatagramClients.Most, _clients.All.Count());
    }
}
