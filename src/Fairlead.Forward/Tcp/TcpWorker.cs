using Fairlead.Forward.Loop;
using Fairlead.Forward.Proxy;

namespace Fairlead.Forward.Tcp;

/// <summary>What one loop has for TCP: the pipes that data passes through.</summary>
internal sealed class TcpWorker(EventLoop loop) : IDisposable
{
    public EventLoop Loop { get; } = loop;

    public PipePool Pipes { get; } = new();

    /// <summary>Where a PROXY header is looked at: room for the longest there can be.</summary>
    public byte[] Header { get; } = new byte[ProxyHeader.FixedLength + ushort.MaxValue];

    public void Dispose() => Pipes.Dispose();
}
