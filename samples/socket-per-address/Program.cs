// An echo server that answers from the address it was asked at: a socket of the framework for each local address.
using System.Net;
using System.Net.Sockets;
using Fairlead.Udp;

using var sockets = new PerAddressUdpSockets(5300);
Console.WriteLine("listening on every address, port 5300");
while (true)
{
    var socket = await sockets.AcceptAsync();
    Console.WriteLine($"+ {socket.LocalEndPoint}");
    _ = Serve(socket);
}

static async Task Serve(Socket socket)
{
    var local = socket.LocalEndPoint!;
    var anyone = new IPEndPoint(socket.AddressFamily == AddressFamily.InterNetwork ? IPAddress.Any : IPAddress.IPv6Any, 0);
    var buffer = new byte[65536];
    try
    {
        while (true)
        {
            var received = await socket.ReceiveFromAsync(buffer, anyone);
            await socket.SendToAsync(buffer.AsMemory(0, received.ReceivedBytes), received.RemoteEndPoint);
        }
    }
    catch (Exception error) when (error is SocketException or ObjectDisposedException)
    {
        // The address is gone, and its socket with it.
        Console.WriteLine($"- {local}");
    }
}
