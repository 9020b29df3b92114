using System.Net;
using Fairlead.Udp;

namespace Fairlead.Forward.Tests.Udp;

/// <summary>A datagram allocates nothing: neither there nor back, neither alone nor among others.</summary>
[Collection(nameof(Alone))]
public sealed class AllocationTests : IDisposable
{
    private const int Rounds = 1000;
    private const int Clients = 8;

    private readonly MultihomedUdpSocket _server = MultihomedUdpSocket.Bind(Running.Free("127.0.0.1"));
    private readonly MultihomedUdpSocket[] _clients =
        [.. Enumerable.Range(0, Clients).Select(_ => MultihomedUdpSocket.Bind(new IPEndPoint(IPAddress.Loopback, 0)))];

    private readonly DatagramBatch _batch = new(64, 2048);

    public void Dispose()
    {
        _server.Dispose();
        Array.ForEach(_clients, client => client.Dispose());
        _batch.Dispose();
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Thousands_of_datagrams_allocate_no_more_than_a_few(bool isProxied)
    {
        var place = Running.Free("0.0.0.0");
        using var running = new Running(Running.Udp(
            place, (IPEndPoint)_server.Socket.LocalEndPoint!, new() { SendProxy = isProxied }));
        var to = UdpEndpoint.From(IPAddress.Loopback, (ushort)place.Port);
        for (var i = 0; i < 100; i++)
        {
            Round(to);
        }
        var before = GC.GetTotalAllocatedBytes(precise: true);
        for (var i = 0; i < Rounds; i++)
        {
            Round(to);
        }
        // Each way; what the runtime does beside is little.
        var each = (double)(GC.GetTotalAllocatedBytes(precise: true) - before) / (Rounds * Clients * 8 * 2);
        Assert.InRange(each, 0, 2);
    }

    // Eight datagrams of each client, there and back.
    private void Round(in UdpEndpoint to)
    {
        foreach (var client in _clients)
        {
            for (var slot = 0; slot < 8; slot++)
            {
                var datagram = _batch[slot];
                datagram.Reset();
                datagram.Length = 100 + (slot / 4);
                datagram.SetPeer(to);
            }
            Send(client, 8);
        }
        Echo();
        foreach (var client in _clients)
        {
            Receive(client, 8);
        }
    }

    private void Echo()
    {
        for (var left = 8 * Clients; left > 0;)
        {
            var count = ReceiveSome(_server, left);
            for (var slot = 0; slot < count; slot++)
            {
                var from = _batch[slot].Remote;
                _batch[slot].Reset();
                _batch[slot].SetPeer(from);
            }
            Send(_server, count);
            left -= count;
        }
    }

    private void Send(MultihomedUdpSocket socket, int count)
    {
        for (var sent = 0; sent < count;)
        {
            sent += socket.Send(_batch, sent, count - sent);
        }
    }

    private void Receive(MultihomedUdpSocket socket, int count)
    {
        for (var left = count; left > 0;)
        {
            left -= ReceiveSome(socket, left);
        }
    }

    private int ReceiveSome(MultihomedUdpSocket socket, int most)
    {
        for (var end = Environment.TickCount64 + 10_000; Environment.TickCount64 < end;)
        {
            var count = socket.Receive(_batch);
            if (count > 0)
            {
                Assert.True(count <= most);
                return count;
            }
            Thread.Yield();
        }
        Assert.Fail("a datagram is lost");
        return 0;
    }
}
