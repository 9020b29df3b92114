using System.Net;
using System.Net.Sockets;
using Fairlead.Forward.Statistics;

namespace Fairlead.Forward.Tests.Tcp;

public sealed class BackendTests
{
    [Fact]
    public void Where_no_backend_accepts_the_client_is_reset()
    {
        var nobody = Running.Free("127.0.0.1", SocketType.Stream);
        using var running = Path.Forward(out var place, "127.0.0.1", null, nobody);
        using var client = End.Connect(place);
        Assert.Equal(0, client.BytesBeforeReset());
        Running.Until(() => running.Drops(DropReason.Unreachable) == 1);
        Assert.Equal((0, 0), (running.Statistics.Sessions, running.Statistics.Begun));
    }

    [Fact]
    public void Where_a_backend_refuses_the_next_is_tried()
    {
        using var server = new Server("127.0.0.1").Echo();
        IPEndPoint[] backends =
        [
            Running.Free("127.0.0.1", SocketType.Stream), server.Address, Running.Free("127.0.0.1", SocketType.Stream),
        ];
        using var running = Path.Forward(out var place, "127.0.0.1", null, backends);
        for (var i = 1; i <= 20; i++)
        {
            using var client = End.Connect(place, $"127.0.0.{i}");
            client.Send([(byte)i]);
            Assert.Equal([(byte)i], client.Receive(1));
        }
        Assert.Equal((20, 0), (running.Statistics.Begun, running.Statistics.Dropped));
    }

    [Fact]
    public void A_client_that_gives_up_while_its_backend_is_silent_leaves_nothing()
    {
        using var full = new Server("127.0.0.1", backlog: 0);
        using var first = End.Connect(full.Address);
        using var running = Path.Forward(out var place, "127.0.0.1", null, full.Address);
        var client = End.Connect(place);
        Running.Until(() => running.Statistics.Sessions == 1);
        Thread.Sleep(100);
        Assert.Equal(0, running.Statistics.Begun);
        client.Reset();
        Running.Until(() => running.Statistics.Sessions == 0);
    }

    [Fact]
    public void What_a_client_sent_before_it_gave_up_is_delivered()
    {
        using var full = new Server("127.0.0.1", backlog: 0);
        using var first = End.Connect(full.Address);
        using var running = Path.Forward(out var place, "127.0.0.1", null, full.Address);
        var client = End.Connect(place);
        client.Send([1, 2, 3]);
        client.WaitUntilAcknowledged();
        client.Reset();
        using var taken = full.Accept();
        using var backend = full.Accept();
        Assert.Equal(3, backend.BytesBeforeReset());
    }

    [Fact]
    public void A_silent_backend_gives_way_to_the_next()
    {
        using var full = new Server("127.0.0.1", backlog: 0);
        using var first = End.Connect(full.Address);
        using var server = new Server("127.0.0.1").Echo();
        using var running = Path.Forward(out var place, "127.0.0.1", null, full.Address, server.Address);
        var clients = Enumerable.Range(1, 8).Select(i => End.Connect(place, $"127.0.0.{i}")).ToArray();
        foreach (var client in clients)
        {
            client.Send([1]);
            Assert.Equal([1], client.Receive(1));
            client.Dispose();
        }
    }
}
