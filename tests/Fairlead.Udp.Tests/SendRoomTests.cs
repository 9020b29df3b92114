using System.Net.Sockets;
using Fairlead.Udp.Tests.Harness;

namespace Fairlead.Udp.Tests;

/// <summary>What happens where datagrams are sent faster than they leave.</summary>
public sealed class SendRoomTests
{
    private const int Datagrams = 40;

    private static CancellationToken Soon => new CancellationTokenSource(TimeSpan.FromSeconds(10)).Token;

    [Fact]
    public async Task Sending_waits_for_room_and_loses_nothing()
    {
        using var host = new SlowHost();
        var (sender, receiver) = host.Connect();
        using var both = new Both(sender, receiver);
        var waited = 0;
        for (var i = 0; i < Datagrams; i++)
        {
            var send = sender.SendAsync(Numbered(i), default, cancellation: Soon);
            waited += send.IsCompleted ? 0 : 1;
            await send;
        }
        Assert.InRange(waited, 1, Datagrams);
        Assert.Equal(Enumerable.Range(0, Datagrams), Received(receiver));
    }

    [Fact]
    public async Task Many_who_wait_take_turns()
    {
        using var host = new SlowHost();
        var (sender, receiver) = host.Connect();
        using var both = new Both(sender, receiver);
        await Task.WhenAll(Many(sender, Soon));
        Assert.Equal(Enumerable.Range(0, Datagrams), Received(receiver).Order());
    }

    [Fact]
    public async Task A_batch_waits_for_room()
    {
        using var host = new SlowHost();
        var (sender, receiver) = host.Connect();
        using var both = new Both(sender, receiver);
        using var batch = new DatagramBatch(Datagrams, 1000);
        for (var i = 0; i < Datagrams; i++)
        {
            batch[i].Write(Numbered(i));
        }
        var sent = sender.Send(batch, 0, Datagrams);
        Assert.InRange(sent, 1, Datagrams - 1);
        await sender.SendAsync(batch, sent, Datagrams - sent, Soon);
        Assert.Equal(Enumerable.Range(0, Datagrams), Received(receiver));
    }

    [Fact]
    public async Task A_send_that_waits_is_cancelled_or_ended_by_Dispose()
    {
        using var host = new SlowHost();
        var (sender, receiver) = host.Connect();
        using var both = new Both(sender, receiver);
        using var source = new CancellationTokenSource();
        var cancelled = Many(sender, source.Token);
        await source.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => cancelled[^1]);

        var ended = Many(sender, Soon);
        sender.Dispose();
        await Assert.ThrowsAsync<ObjectDisposedException>(() => ended[^1]);
        await Assert.ThrowsAsync<ObjectDisposedException>(() => ended[^2]);
    }

    [Fact]
    public async Task A_receive_and_a_send_wait_at_the_same_time()
    {
        using var host = new SlowHost();
        var (sender, receiver) = host.Connect();
        using var both = new Both(sender, receiver);
        var buffer = new byte[10];
        var receive = sender.ReceiveAsync(buffer, Soon).AsTask();
        for (var i = 0; i < Datagrams; i++)
        {
            await sender.SendAsync(Numbered(i), default, cancellation: Soon);
        }
        Assert.False(receive.IsCompleted);
        receiver.SendTo([7], sender.Socket.LocalEndPoint!);
        Assert.Equal((1, 7), ((await receive).Length, buffer[0]));
    }

    // So many that there cannot be room for the last ones yet.
    private static Task[] Many(MultihomedUdpSocket sender, CancellationToken cancellation) =>
        [.. Enumerable.Range(0, Datagrams).Select(i => sender.SendAsync(Numbered(i), default, cancellation: cancellation).AsTask())];

    private static byte[] Numbered(int number)
    {
        var payload = new byte[1000];
        payload[0] = (byte)number;
        return payload;
    }

    private static List<int> Received(Socket receiver)
    {
        var numbers = new List<int>();
        var buffer = new byte[1000];
        for (var i = 0; i < Datagrams; i++)
        {
            Assert.Equal(1000, receiver.Receive(buffer));
            numbers.Add(buffer[0]);
        }
        return numbers;
    }

    private sealed class Both(IDisposable one, IDisposable other) : IDisposable
    {
        public void Dispose()
        {
            one.Dispose();
            other.Dispose();
        }
    }
}
