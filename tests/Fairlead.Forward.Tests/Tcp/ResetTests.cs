using System.Net.Sockets;

namespace Fairlead.Forward.Tests.Tcp;

public sealed class ResetTests
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_reset_is_carried_on(bool clientFirst)
    {
        using var path = new Path();
        var (first, second) = clientFirst ? (path.Client, path.Backend) : (path.Backend, path.Client);
        first.Send([1]);
        second.Receive(1);
        first.Reset();
        Assert.Equal(0, second.BytesBeforeReset());
        path.UntilOver();
    }

    // More than the reader's window, so that it waits in the forwarder when the reset comes.
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void What_came_before_a_reset_is_delivered_before_it(bool clientFirst)
    {
        const int Count = 3 << 20;
        using var path = new Path(receiveBuffer: 65536);
        var (first, second) = clientFirst ? (path.Client, path.Backend) : (path.Backend, path.Client);
        first.Send(new byte[Count]);
        first.WaitUntilAcknowledged();
        first.Reset();
        Thread.Sleep(600);
        Assert.Equal(Count, second.BytesBeforeReset());
        path.UntilOver();
    }

    [Fact]
    public void A_reset_after_the_end_of_the_data_is_carried_on()
    {
        using var path = new Path();
        path.Client.EndSending();
        Assert.True(path.Backend.HasEnded());
        path.Client.Reset();
        Running.Until(() =>
        {
            try
            {
                path.Backend.Send([1]);
                return false;
            }
            catch (SocketException)
            {
                return true;
            }
        });
        path.UntilOver();
    }

    [Fact]
    public async Task A_backend_that_dies_while_it_sends_or_receives_resets_its_client_alone()
    {
        using var server = new Server("127.0.0.1");
        using var running = Path.Forward(out var place, "127.0.0.1", null, server.Address);
        using var victim = End.Connect(place);
        using var dying = server.Accept();
        using var other = End.Connect(place);
        using var alive = server.Accept();
        var sending = Task.Run(() => Assert.Throws<SocketException>(() => victim.Send(new byte[1 << 30])), TestContext.Current.CancellationToken);
        dying.Receive(1 << 20);
        dying.Send(new byte[1 << 20]);
        dying.Dispose();
        await sending;
        Assert.InRange(victim.BytesBeforeEnd(out _), 0, 1 << 20);
        other.Send([1]);
        Assert.Equal([1], alive.Receive(1));
        Running.Until(() => running.Statistics.Sessions == 1);
    }

    [Fact]
    public void A_statement_that_is_gone_resets_its_connections()
    {
        using var path = new Path();
        path.Running.Forwarder.Carry([]);
        Assert.Equal(0, path.Client.BytesBeforeReset());
        Assert.Equal(0, path.Backend.BytesBeforeReset());
    }
}
