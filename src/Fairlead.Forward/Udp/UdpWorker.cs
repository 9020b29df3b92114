using Fairlead.Forward.Loop;
using Fairlead.Udp;

namespace Fairlead.Forward.Udp;

/// <summary>What one loop has for UDP: the memory that datagrams pass through on their way to backends, and back.</summary>
internal sealed class UdpWorker : IDisposable
{
    private const int RequestSlots = 32;

    public UdpWorker(EventLoop loop)
    {
        Loop = loop;
        Requests = new DatagramBatch(RequestSlots);
        Run = new RequestRun(Requests);
        Replies = new ReplyBatch();
        loop.BatchEnded = Replies.Flush;
    }

    public EventLoop Loop { get; }

    /// <summary>Datagrams of clients, on their way to one backend or several.</summary>
    public DatagramBatch Requests { get; }

    /// <summary>Those of them that wait to be sent to one backend.</summary>
    public RequestRun Run { get; }

    /// <summary>Datagrams of backends, on their way to one client or several.</summary>
    public ReplyBatch Replies { get; }

    public void Dispose()
    {
        Requests.Dispose();
        Replies.Dispose();
    }
}
