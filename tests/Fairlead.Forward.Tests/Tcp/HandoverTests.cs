using Fairlead.Forward.Handover;
using Fairlead.Rules;
using Fairlead.Rules.Forwarding;

namespace Fairlead.Forward.Tests.Tcp;

public sealed class HandoverTests
{
    [Fact]
    public async Task A_successor_goes_on_with_what_the_pipes_hold()
    {
        const int Count = 48 << 20;
        using var server = new Server("127.0.0.1", receiveBuffer: 65536);
        var place = Running.Free("127.0.0.1", System.Net.Sockets.SocketType.Stream);
        ForwardRule[] rules = [Running.Rule(Protocol.Tcp, [place], [server.Address])];
        using var predecessor = new Running(1, rules);
        using var client = End.Connect(place);
        using var backend = server.Accept();
        var sent = Task.Run(() => client.SendRandom(1, Count), TestContext.Current.CancellationToken);
        await Task.Delay(500, TestContext.Current.CancellationToken);
        var before = predecessor.Statistics.BytesToBackend;
        predecessor.Forwarder.Stop();
        var inheritance = StoredState.Read(StoredState.Write(predecessor.Forwarder));
        Assert.Equal(1, inheritance.Sessions);

        using var successor = new Running(1, []);
        successor.Forwarder.Carry(rules, inheritance);
        Running.Until(() => successor.Statistics.Sessions == 1);
        var received = Task.Run(() => backend.ReceiveSlowly(2), TestContext.Current.CancellationToken);
        Assert.Equal(await sent, await received);
        Assert.Equal(Count, before + successor.Statistics.BytesToBackend);
        backend.Send([9]);
        Assert.Equal([9], client.Receive(1));
        using var next = End.Connect(place);
        using var accepted = server.Accept();
    }

    [Fact]
    public void A_successor_that_fails_leaves_the_connections_as_they_were()
    {
        using var server = new Server("127.0.0.1");
        var place = Running.Free("127.0.0.1", System.Net.Sockets.SocketType.Stream);
        ForwardRule[] rules = [Running.Rule(Protocol.Tcp, [place], [server.Address])];
        using var predecessor = new Running(1, rules);
        using var client = End.Connect(place, receiveBuffer: 4096);
        using var backend = server.Accept();
        predecessor.Forwarder.Stop();
        using (var successor = new Forwarder(predecessor, 1))
        {
            successor.Carry(rules, StoredState.Read(StoredState.Write(predecessor.Forwarder)));
        }
        predecessor.Forwarder.Start();
        client.EndSending();
        backend.Send(new byte[1 << 20]);
        backend.EndSending();
        Running.Until(() => predecessor.Statistics.Sessions == 0);
        Assert.Equal(1 << 20, client.BytesBeforeEnd(out var isReset));
        Assert.False(isReset);
    }
}
