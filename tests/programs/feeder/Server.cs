using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Fairlead.Feeder;

/// <summary><c>feeder serve tcp|udp HOST PORT</c>: a .NET program that tells each client whom it takes it for.</summary>
internal static class Server
{
    public static int Run(string[] args)
    {
        var place = new IPEndPoint(IPAddress.Parse(args[2]), int.Parse(args[3], CultureInfo.InvariantCulture));
        using var socket = args[1] == "tcp"
            ? new Socket(place.AddressFamily, SocketType.Stream, ProtocolType.Tcp)
            : new Socket(place.AddressFamily, SocketType.Dgram, ProtocolType.Udp);
        if (place.AddressFamily == AddressFamily.InterNetworkV6)
        {
            socket.DualMode = true;
        }
        socket.Bind(place);
        if (args[1] == "tcp")
        {
            ServeTcp(socket);
        }
        Console.WriteLine("serving");
        var buffer = new byte[2048];
        while (true)
        {
            EndPoint peer = new IPEndPoint(place.Address, 0);
            var length = socket.ReceiveFrom(buffer, ref peer);
            socket.SendTo(Encoding.UTF8.GetBytes($"{peer} {Encoding.UTF8.GetString(buffer, 0, length)}"), peer);
        }
    }

    private static void ServeTcp(Socket socket)
    {
        socket.Listen();
        Console.WriteLine("serving");
        while (true)
        {
            using var peer = socket.Accept();
            peer.Send(Encoding.UTF8.GetBytes($"{peer.RemoteEndPoint} {peer.RemoteEndPoint} {peer.LocalEndPoint}\n"));
        }
    }
}
