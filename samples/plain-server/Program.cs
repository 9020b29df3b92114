// An echo server as .NET has it. On a wildcard address the kernel chooses where its answers leave from; run it as
// fairlead run -r 'reply udp any' -- plain-server, and they leave from the address that was asked.
using System.Net;
using System.Net.Sockets;

var address = IPAddress.Parse(args.Length > 0 ? args[0] : "0.0.0.0");
using var socket = new Socket(address.AddressFamily, SocketType.Dgram, ProtocolType.Udp);
if (address.Equals(IPAddress.IPv6Any))
{
    socket.DualMode = true;
}
socket.Bind(new IPEndPoint(address, 5300));
Console.WriteLine($"listening on {socket.LocalEndPoint}");

var buffer = new byte[65536];
while (true)
{
    var received = await socket.ReceiveFromAsync(buffer, socket.LocalEndPoint!);
    await socket.SendToAsync(buffer.AsMemory(0, received.ReceivedBytes), received.RemoteEndPoint);
}
