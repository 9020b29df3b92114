// A .NET program that serves or asks: dotnet-program serve-tcp|serve-udp|ask-tcp|ask-udp HOST PORT
using System.Net;
using System.Net.Sockets;
using System.Text;

var address = new IPEndPoint(IPAddress.Parse(args[1]), int.Parse(args[2]));
try
{
    await (args[0] switch
    {
        "serve-tcp" => ServeTcp(address),
        "serve-udp" => ServeUdp(address),
        "ask-tcp" => AskTcp(address),
        "ask-udp" => AskUdp(address),
        _ => throw new ArgumentException(args[0]),
    });
    return 0;
}
catch (Exception e) when (e is SocketException or HttpRequestException or OperationCanceledException)
{
    Console.Error.WriteLine(e.Message);
    return 1;
}

static async Task ServeTcp(IPEndPoint address)
{
    using var listener = new TcpListener(address);
    listener.Start();
    Console.WriteLine($"serving {listener.LocalEndpoint}");
    while (true)
    {
        using var client = await listener.AcceptSocketAsync();
        await client.ReceiveAsync(new byte[4096]);
        await client.SendAsync("HTTP/1.0 200 OK\r\n\r\nhello\n"u8.ToArray());
    }
}

static async Task ServeUdp(IPEndPoint address)
{
    using var socket = new UdpClient(address);
    Console.WriteLine($"serving {socket.Client.LocalEndPoint}");
    while (true)
    {
        var request = await socket.ReceiveAsync();
        await socket.SendAsync("hello\n"u8.ToArray(), request.RemoteEndPoint);
    }
}

static async Task AskTcp(IPEndPoint address)
{
    using var http = new HttpClient { Timeout = TimeSpan.FromSeconds(5) };
    Console.Write(await http.GetStringAsync($"http://{address}/"));
}

static async Task AskUdp(IPEndPoint address)
{
    using var socket = new UdpClient(address.AddressFamily);
    using var timeout = new CancellationTokenSource(TimeSpan.FromSeconds(2));
    await socket.SendAsync("hello"u8.ToArray(), address);
    Console.Write(Encoding.ASCII.GetString((await socket.ReceiveAsync(timeout.Token)).Buffer));
}
