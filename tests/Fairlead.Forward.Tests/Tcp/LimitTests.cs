using System.Net.Sockets;
using Fairlead.Forward.Statistics;
using Fairlead.Linux;
using Fairlead.Rules.Forwarding;

namespace Fairlead.Forward.Tests.Tcp;

[Collection(nameof(Alone))]
public sealed class LimitTests
{
    [Fact]
    public void A_connection_without_traffic_ends_and_one_with_traffic_does_not()
    {
        using var path = new Path(new ForwardOptions { Idle = 1 });
        var began = Environment.TickCount64;
        for (var i = 0; i < 8; i++)
        {
            path.Client.Send([1]);
            path.Backend.Receive(1);
            Thread.Sleep(250);
        }
        var last = Environment.TickCount64;
        Assert.Equal(0, path.Client.BytesBeforeReset());
        Assert.Equal(0, path.Backend.BytesBeforeReset());
        Assert.InRange(last - began, 1900, long.MaxValue);
        Assert.InRange(Environment.TickCount64 - last, 500, 3000);
        path.UntilOver();
    }

    [Fact]
    public void Beyond_the_limit_clients_are_reset_and_counted()
    {
        using var server = new Server("127.0.0.1").Echo();
        using var running = Path.Forward(out var place, "127.0.0.1", new ForwardOptions { Sessions = 2 }, server.Address);
        using var one = End.Connect(place);
        using var two = End.Connect(place);
        Running.Until(() => running.Statistics.Sessions == 2);
        using var three = End.Connect(place);
        Assert.Equal(0, three.BytesBeforeReset());
        Assert.Equal(1, running.Drops(DropReason.SessionLimit));
        one.Dispose();
        Running.Until(() => running.Statistics.Sessions == 1);
        using var four = End.Connect(place);
        four.Send([4]);
        Assert.Equal([4], four.Receive(1));
    }

    [Fact]
    public void Where_no_descriptor_is_left_clients_wait_and_the_loop_rests()
    {
        using var server = new Server("127.0.0.1").Echo();
        using var running = Path.Forward(out var place, "127.0.0.1", null, server.Address);
        using var client = new Socket(place.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        using var path = new Path();
        using (new NoDescriptors())
        {
            client.Connect(place);
            path.Client.Send([6]);
            Thread.Sleep(1000);
            Assert.InRange(running.Drops(DropReason.NoDescriptor), 1, 6);
            for (var i = 0; i < 5; i++)
            {
                // A reload accepts what waits, during the rest too.
                running.Forwarder.Carry([Running.Rule(Rules.Protocol.Tcp, [place], [server.Address])]);
            }
        }
        using var end = new End(client);
        end.Send([5]);
        Assert.Equal([5], end.Receive(1));
        Assert.Equal([6], path.Backend.Receive(1));
    }

    // Lets this process open no descriptor more.
    private sealed unsafe class NoDescriptors : IDisposable
    {
        private readonly rlimit _before;

        public NoDescriptors()
        {
            rlimit now;
            LinuxException.ThrowIf(Libc.getrlimit(rlimit.RLIMIT_NOFILE, &now), "getrlimit");
            _before = now;
            now.rlim_cur = 3;
            LinuxException.ThrowIf(Libc.setrlimit(rlimit.RLIMIT_NOFILE, &now), "setrlimit");
        }

        public void Dispose()
        {
            var before = _before;
            LinuxException.ThrowIf(Libc.setrlimit(rlimit.RLIMIT_NOFILE, &before), "setrlimit");
        }
    }
}
