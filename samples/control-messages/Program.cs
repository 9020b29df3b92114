// An echo server that answers from the address it was asked at: one socket, and control messages.
using System.Net;
using System.Net.Sockets;
using Fairlead.Udp;

var address = IPAddress.Parse(args.Length > 0 ? args[0] : "::");
using var socket = MultihomedUdpSocket.Bind(new IPEndPoint(address, 5300));
Console.WriteLine($"listening on {socket.Socket.LocalEndPoint}");

var buffer = GC.AllocateUninitializedArray<byte>(65536, pinned: true);
while (true)
{
    var received = await socket.ReceiveAsync(buffer);
    try
    {
        await socket.SendAsync(buffer.AsMemory(0, received.Length), received.Remote, received.Local);
    }
    catch (SocketException error)
    {
        // One client that cannot be answered does not end the server.
        Console.Error.WriteLine($"{received.Remote} from {received.Local}: {error.Message}");
    }
}
