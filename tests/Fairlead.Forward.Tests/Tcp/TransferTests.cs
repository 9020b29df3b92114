using System.Net.Sockets;
using Fairlead.Linux;
using Fairlead.Rules.Forwarding;

namespace Fairlead.Forward.Tests.Tcp;

public sealed class TransferTests
{
    private const long Much = 100 << 20;

    [Theory]
    [InlineData("127.0.0.1", "127.0.0.1", Much)]
    [InlineData("::1", "127.0.0.1", 1 << 20)]
    [InlineData("127.0.0.1", "::1", 1 << 20)]
    [InlineData("::1", "::1", 1 << 20)]
    public async Task Every_byte_arrives_both_ways_at_once(string listen, string backend, long count)
    {
        using var path = new Path(null, listen, backend);
        var sent = Task.Run(() => path.Client.SendRandom(1, count));
        var answered = Task.Run(() => path.Backend.SendRandom(2, count));
        var received = Task.Run(() => path.Backend.ReceiveSlowly(3));
        var returned = Task.Run(() => path.Client.ReceiveSlowly(4));
        Assert.Equal(await sent, await received);
        Assert.Equal(await answered, await returned);
        path.UntilOver();
        var statistics = path.Running.Statistics;
        Assert.Equal((1, count, 1, count), (statistics.ToBackend, statistics.BytesToBackend, statistics.ToClient, statistics.BytesToClient));
        Assert.Equal((1, 0), (statistics.Begun, statistics.Dropped));
    }

    [Fact]
    public void What_follows_an_urgent_byte_arrives()
    {
        using var path = new Path();
        for (byte i = 0; i < 5; i++)
        {
            path.Client.Send(i);
            Thread.Sleep(20);
            path.Client.Socket.Send([0xFF], SocketFlags.OutOfBand);
            Thread.Sleep(20);
        }
        path.Client.Send(5);
        path.Client.EndSending();
        Assert.Equal([0, 1, 2, 3, 4, 5], path.Backend.Receive(6));
        Assert.True(path.Backend.HasEnded());
    }

    [Fact]
    public void Bytes_sent_one_by_one_arrive()
    {
        using var path = new Path();
        for (var i = 0; i < 2000; i++)
        {
            path.Client.Send((byte)i);
        }
        Assert.Equal(Enumerable.Range(0, 2000).Select(i => (byte)i), path.Backend.Receive(2000));
    }

    // Bytes that are sent in turn on two connections lie apart in memory, so that each fills a place of a pipe.
    [Fact]
    public void What_waits_in_more_pieces_than_one_turn_moves_arrives()
    {
        const int Pieces = 3000;
        using var server = new Server("127.0.0.1");
        using var running = Path.Forward(out var place, "127.0.0.1", new ForwardOptions { ReceiveBuffer = 8 << 20 }, server.Address);
        using var one = End.Connect(place);
        using var backendOfOne = server.Accept();
        using var other = End.Connect(place);
        using var backendOfOther = server.Accept();
        running.Forwarder.Stop();
        one.Socket.NoDelay = other.Socket.NoDelay = true;
        for (var i = 0; i < Pieces; i++)
        {
            one.Send((byte)i);
            other.Send((byte)(i + 1));
        }
        running.Forwarder.Start();
        Assert.Equal(Enumerable.Range(0, Pieces).Select(i => (byte)i), backendOfOne.Receive(Pieces));
        Assert.Equal(Enumerable.Range(1, Pieces).Select(i => (byte)i), backendOfOther.Receive(Pieces));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task One_side_can_end_while_the_other_goes_on(bool clientFirst)
    {
        using var path = new Path();
        var (first, second) = clientFirst ? (path.Client, path.Backend) : (path.Backend, path.Client);
        first.Send([1, 2, 3]);
        first.EndSending();
        Assert.Equal([1, 2, 3], second.Receive(3));
        Assert.True(second.HasEnded());
        var much = new byte[1 << 20];
        Random.Shared.NextBytes(much);
        var sent = Task.Run(() => second.Send(much), TestContext.Current.CancellationToken);
        Assert.Equal(much, first.Receive(much.Length));
        Assert.Equal(1, path.Running.Statistics.Sessions);
        await sent;
        second.EndSending();
        Assert.True(first.HasEnded());
        path.UntilOver();
    }

    [Fact]
    public void A_client_that_never_reads_holds_back_its_backend_and_nobody_else()
    {
        using var server = new Server("127.0.0.1");
        using var running = Path.Forward(out var place, "127.0.0.1", null, server.Address);
        using var lazy = End.Connect(place);
        using var flood = server.Accept();
        flood.Socket.SendTimeout = 500;
        Assert.Throws<SocketException>(() => flood.Send(new byte[1 << 30]));
        var taken = running.Statistics.BytesToClient;
        using var other = End.Connect(place);
        using var backend = server.Accept();
        other.Send([1]);
        Assert.Equal([1], backend.Receive(1));
        backend.Send([2]);
        Assert.Equal([2], other.Receive(1));
        Assert.InRange(taken, 1, 64 << 20);
        Running.Until(() => running.Statistics.BytesToClient == taken + 1);
    }

    [Fact]
    public async Task A_thousand_connections_live_at_once_and_hold_no_pipes_while_idle()
    {
        using var server = new Server("127.0.0.1").Echo();
        using var running = Path.Forward(out var place, "127.0.0.1", null, server.Address);
        var clients = new End[1000];
        for (var i = 0; i < clients.Length; i++)
        {
            clients[i] = End.Connect(place);
        }
        await Parallel.ForAsync(0, clients.Length, TestContext.Current.CancellationToken, async (i, cancel) =>
        {
            var message = BitConverter.GetBytes(i);
            for (var round = 0; round < 5; round++)
            {
                await clients[i].Socket.SendAsync(message, cancel);
                var answer = new byte[4];
                for (var at = 0; at < 4; at += await clients[i].Socket.ReceiveAsync(answer.AsMemory(at), cancel))
                {
                }
                Assert.Equal(message, answer);
            }
        });
        Assert.Equal(1000, running.Statistics.Sessions);
        Assert.InRange(Pipes(), 0, 500);
        Array.ForEach(clients, client => client.Dispose());
        Running.Until(() => running.Statistics.Sessions == 0);
        Assert.Equal(0, running.Statistics.Dropped);
    }

    [Fact]
    public void What_is_read_and_written_one_at_a_time_needs_one_pipe()
    {
        var pool = new Fairlead.Forward.Tcp.PipePool();
        Assert.True(pool.TryTake(out var first));
        pool.Return(first);
        Assert.True(pool.TryTake(out var second));
        Assert.Equal(first, second);
        second.Close();
        Assert.Equal(Errno.EBADF, Libc.fcntl(second.Read, FcntlConstants.F_GETFD).Errno);
        pool.Dispose();
    }

    // How many ends of pipes this process has, of other tests too.
    private static int Pipes() => Directory.GetFiles("/proc/self/fd")
        .Count(file => new FileInfo(file).LinkTarget?.StartsWith("pipe:", StringComparison.Ordinal) == true);
}
