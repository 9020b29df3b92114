using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Fairlead.Engines.Tests.Feeding;

/// <summary>A socket that stands for a client, as the feeder makes it: first over the client's family, then over the other.</summary>
internal static class Relay
{
    private const int Timeout = 5000;

    /// <summary>Asks the server as a client; null: as nobody. The words of the answer, addresses as people write them.</summary>
    public static string[] Ask(FedServer server, string kind, string? client, string asked, out string relay)
    {
        var v6First = client?.StartsWith('[') ?? asked.StartsWith('[');
        for (var last = false; ; last = true)
        {
            using var socket = Open(kind, v6First != last);
            relay = Text(socket.LocalEndPoint!.ToString()!);
            if (client is not null)
            {
                Assert.Equal("True", server.Order($"set {Protocol(kind)} {Words(relay)} {Words(client)} {Words(asked)}"));
            }
            try
            {
                return [.. Talk(socket, server, kind).Split(' ').Select(Text)];
            }
            catch (SocketException e) when (e.SocketErrorCode == SocketError.ConnectionRefused && !last)
            {
                _ = server.Order($"remove {Protocol(kind)} {Words(relay)}");
            }
        }
    }

    public static string Protocol(string kind) => kind.Split('-')[0];

    /// <summary>ADDRESS PORT</summary>
    public static string Words(string place) => $"{IPEndPoint.Parse(place).Address} {IPEndPoint.Parse(place).Port}";

    private static Socket Open(string kind, bool isV6)
    {
        var family = isV6 ? AddressFamily.InterNetworkV6 : AddressFamily.InterNetwork;
        var socket = Protocol(kind) == "tcp"
            ? new Socket(family, SocketType.Stream, ProtocolType.Tcp)
            : new Socket(family, SocketType.Dgram, ProtocolType.Udp);
        socket.Bind(new IPEndPoint(isV6 ? IPAddress.IPv6Loopback : IPAddress.Loopback, 0));
        socket.ReceiveTimeout = Timeout;
        return socket;
    }

    private static string Talk(Socket socket, FedServer server, string kind)
    {
        var address = socket.AddressFamily == AddressFamily.InterNetworkV6 ? "::1" : server.Address;
        socket.Connect(IPAddress.Parse(address), server.Port);
        if (server.AsksFirst || kind != "tcp")
        {
            socket.Send("GET / HTTP/1.0\r\n\r\n"u8);
        }
        var buffer = new byte[2048];
        var length = socket.Receive(buffer);
        while (Protocol(kind) == "tcp" && socket.Receive(buffer, length, buffer.Length - length, SocketFlags.None) is var more and > 0)
        {
            length += more;
        }
        var lines = Encoding.UTF8.GetString(buffer, 0, length);
        return Protocol(kind) == "tcp" ? lines.TrimEnd().Split('\n')[^1] : lines.Split(" GET")[0];
    }

    private static string Text(string word)
    {
        // nginx writes IPv6 without brackets.
        var port = word.LastIndexOf(':');
        word = word.StartsWith('[') || word.IndexOf(':') == port ? word : $"[{word[..port]}]{word[port..]}";
        if (!IPEndPoint.TryParse(word, out var place))
        {
            return word;
        }
        var address = place.Address.IsIPv4MappedToIPv6 ? place.Address.MapToIPv4() : place.Address;
        return new IPEndPoint(address, place.Port).ToString();
    }
}
