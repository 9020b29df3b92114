using System.Net;
using System.Net.Sockets;
using Fairlead.Rules;
using Fairlead.Rules.Forwarding;

namespace Fairlead.Forward.Tests.Tcp;

/// <summary>A client, a forwarder of one loop, and a backend, connected.</summary>
internal sealed class Path : IDisposable
{
    private readonly Server _server;

    public Path(ForwardOptions? options = null, string listen = "127.0.0.1", string backend = "127.0.0.1", int? receiveBuffer = null)
    {
        _server = new Server(backend, receiveBuffer: receiveBuffer);
        Running = Forward(out var place, listen, options, _server.Address);
        Client = End.Connect(place, receiveBuffer: receiveBuffer);
        Backend = _server.Accept();
    }

    public Running Running { get; }

    public End Client { get; }

    public End Backend { get; }

    /// <summary>A forwarder alone.</summary>
    public static Running Forward(out IPEndPoint place, string listen, ForwardOptions? options, params IPEndPoint[] to)
    {
        place = Running.Free(listen, SocketType.Stream);
        return new Running(1, Running.Rule(Protocol.Tcp, [place], to, options));
    }

    /// <summary>Waits until no connection is left.</summary>
    public void UntilOver() => Running.Until(() => Running.Statistics.Sessions == 0);

    public void Dispose()
    {
        Client.Dispose();
        Backend.Dispose();
        _server.Dispose();
        Running.Dispose();
    }
}
