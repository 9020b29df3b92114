using Fairlead.Forward.Loop;
using Fairlead.Forward.Tcp;
using Fairlead.Forward.Udp;

namespace Fairlead.Forward;

/// <summary>A loop with what both protocols need of it.</summary>
internal sealed class ForwardLoop : IDisposable
{
    public ForwardLoop(int number)
    {
        Events = new EventLoop($"forward {number}");
        Udp = new UdpWorker(Events);
        Tcp = new TcpWorker(Events);
    }

    public EventLoop Events { get; }

    public UdpWorker Udp { get; }

    public TcpWorker Tcp { get; }

    /// <summary>Lets the loop do something: on its thread, or at once where it does not run.</summary>
    public void Do(Action action)
    {
        if (Events.IsRunning)
        {
            Events.Post(action);
        }
        else
        {
            action();
        }
    }

    /// <summary>Waits until everything is done that the loop was let do.</summary>
    public void Settle()
    {
        using var done = new ManualResetEventSlim();
        Do(done.Set);
        done.Wait();
    }

    public void Dispose()
    {
        Udp.Dispose();
        Tcp.Dispose();
        Events.Dispose();
    }
}
