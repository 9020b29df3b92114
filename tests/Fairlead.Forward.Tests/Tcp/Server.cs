using System.Net;
using System.Net.Sockets;

namespace Fairlead.Forward.Tests.Tcp;

/// <summary>A backend on an address of loopback.</summary>
internal sealed class Server : IDisposable
{
    private readonly Socket _socket;

    public Server(string address, int backlog = 4096, int? receiveBuffer = null)
    {
        Address = Running.Free(address, SocketType.Stream);
        _socket = new Socket(Address.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        if (receiveBuffer is { } bytes)
        {
            _socket.ReceiveBufferSize = bytes;
        }
        _socket.Bind(Address);
        _socket.Listen(backlog);
    }

    public IPEndPoint Address { get; }

    public End Accept()
    {
        Assert.True(_socket.Poll(10_000_000, SelectMode.SelectRead), "nobody connects");
        return new End(_socket.Accept());
    }

    /// <summary>Sends back what comes, on every connection, for as long as the server is there.</summary>
    public Server Echo()
    {
        _ = AcceptAll();
        return this;
    }

    public void Dispose() => _socket.Dispose();

    private async Task AcceptAll()
    {
        try
        {
            while (true)
            {
                _ = SendBack(await _socket.AcceptAsync());
            }
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
        }
    }

    private static async Task SendBack(Socket socket)
    {
        using var owned = socket;
        var buffer = new byte[4096];
        try
        {
            while (await socket.ReceiveAsync(buffer) is > 0 and var got)
            {
                await socket.SendAsync(buffer.AsMemory(0, got));
            }
        }
        catch (SocketException)
        {
        }
    }
}
