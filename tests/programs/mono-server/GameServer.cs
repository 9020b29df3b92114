using System;
using System.IO;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Threading;

/// <summary>
/// A game server as Unity's are, in what it asks of its sockets: Mono, one port for UDP (the game) and TCP (queries), all of
/// it at 0.0.0.0, an IPv6 socket of its own for the game, and no setting for any address.
/// </summary>
/// <remarks>
/// It answers each datagram and each connection with the address it was reached at, as it sees it.
/// -master=ADDRESS:PORT: it registers there at start, over TCP, and with a datagram.
/// </remarks>
internal static class GameServer
{
    private const int Port = 26900;

    private static int Main(string[] arguments)
    {
        try
        {
            ServeQueries();
            ServeGame(Bound(AddressFamily.InterNetwork, IPAddress.Any, Port));
            ServeGame(Bound(AddressFamily.InterNetwork, IPAddress.Any, Port + 2));
        }
        catch (SocketException e)
        {
            Console.WriteLine($"ERR network: {e.SocketErrorCode}");
            return 1;
        }
        ServeGameOverIPv6();
        foreach (var argument in arguments)
        {
            if (argument.StartsWith("-master=", StringComparison.Ordinal))
                Register(argument.Substring("-master=".Length).Split(':'));
        }
        Console.WriteLine("INF StartGame done");
        Thread.Sleep(Timeout.Infinite);
        return 0;
    }

    private static Socket Bound(AddressFamily family, IPAddress address, int port)
    {
        var socket = new Socket(family, SocketType.Dgram, ProtocolType.Udp);
        if (family == AddressFamily.InterNetworkV6)
            socket.SetSocketOption(SocketOptionLevel.IPv6, SocketOptionName.IPv6Only, true);
        socket.Bind(new IPEndPoint(address, port));
        return socket;
    }

    // A server without IPv6 is a server: as game servers do.
    private static void ServeGameOverIPv6()
    {
        try
        {
            ServeGame(Bound(AddressFamily.InterNetworkV6, IPAddress.IPv6Any, Port + 2));
        }
        catch (SocketException)
        {
            Console.WriteLine("INF no IPv6");
        }
    }

    private static void ServeGame(Socket socket) => Start(() =>
    {
        var buffer = new byte[2048];
        while (true)
        {
            var peer = socket.LocalEndPoint;
            socket.ReceiveFrom(buffer, ref peer);
            socket.SendTo(Encoding.ASCII.GetBytes($"game at {socket.LocalEndPoint}\n"), peer);
        }
    });

    private static void ServeQueries()
    {
        var listener = new TcpListener(IPAddress.Any, Port);
        listener.Start();
        Start(() =>
        {
            while (true)
            {
                using (var client = listener.AcceptTcpClient())
                using (var writer = new StreamWriter(client.GetStream()))
                    writer.Write($"queries at {client.Client.LocalEndPoint}\n");
            }
        });
    }

    private static void Register(string[] master)
    {
        var port = int.Parse(master[1]);
        using (var client = new TcpClient(AddressFamily.InterNetwork))
            client.Connect(IPAddress.Parse(master[0]), port);
        using (var client = new UdpClient(AddressFamily.InterNetwork))
            client.Send(new byte[] { 1 }, 1, new IPEndPoint(IPAddress.Parse(master[0]), port));
    }

    private static void Start(ThreadStart work) => new Thread(work) { IsBackground = true }.Start();
}
