using Fairlead.Forward.Loop;
using Fairlead.Udp;

namespace Fairlead.Forward.Udp;

/// <summary>What one loop has for UDP: the memory that datagrams pass through on their way to backends, and back.</summary>
internal sealed class UdpWorker : IDisposable
{
    private const int RequestSlots = 64;

    public UdpWorker(EventLoop loop)
    {
        Loop = loop;
        loop.BatchEnded = Replies.Flush;
    }

    public EventLoop Loop { get; }

    /// <summary>Datagrams of clients, as they come.</summary>
    public DatagramBatch Requests { get; } = new(RequestSlots);

    /// <summary>The sessions of <see cref="Requests"/>, slot by slot; null: dropped, or sent already.</summary>
    public Session?[] RequestSessions { get; } = new Session?[RequestSlots];

    /// <summary>The sizes of the datagrams that the kernel has joined in <see cref="Requests"/>, slot by slot; 0: it is one.</summary>
    public int[] RequestSegments { get; } = new int[RequestSlots];

    /// <summary>Datagrams of clients, on their way to backends.</summary>
    public SendQueue ToBackends { get; } = new(isReply: false);

    /// <summary>Datagrams of backends, on their way to clients.</summary>
    public ReplyBatch Replies { get; } = new();

    public void Dispose()
    {
        Requests.Dispose();
        ToBackends.Dispose();
        Replies.Dispose();
    }
}
