using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Fairlead.Engines.Tests.Seccomp.Fed;

/// <summary>Programs of many kinds see the real clients of the connections that they are fed.</summary>
public sealed class FedServerTests : IDisposable
{
    private const string Server = "198.51.100.1:80";
    private readonly Feeder _feeder = new();
    private readonly string _folder = Directory.CreateTempSubdirectory("fairlead-fed-").FullName;

    public void Dispose()
    {
        _feeder.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    [Theory]
    [InlineData("python")]
    [InlineData("node")]
    [InlineData("go")]
    [InlineData("java")]
    [InlineData("dotnet")]
    public void Server_sees_its_real_clients(string server)
    {
        foreach (var command in SampleServers.Commands(server, _folder))
        {
            // Java makes all its sockets of AF_INET6, and asks for :: where it is told 0.0.0.0.
            Check([.. command, "0.0.0.0"], isInet6: server == "java");
            Check([.. command, "::"], isInet6: true);
        }
    }

    [Theory]
    [InlineData("0.0.0.0:80", false)]
    [InlineData("0.0.0.0:80 reuseport", false)]
    [InlineData("[::]:80", true)]
    public void Nginx_sees_its_real_clients(string place, bool isInet6)
    {
        using var program = new SupervisedProgram(
            _feeder.Rules, _feeder.Names, null, SampleServers.NginxCommand(place, _folder));
        for (var i = 1; i <= 20; i++)
        {
            var socket = Dial(isInet6 ? _feeder.V6 : _feeder.V4, $"203.0.113.7:{i}", Server);
            socket.Send("GET / HTTP/1.0\r\n\r\n"u8);
            Assert.EndsWith($"\r\n\r\n203.0.113.7 {i} 198.51.100.1 80", Answer(socket).Replace("::ffff:", ""), StringComparison.Ordinal);
        }
    }

    private static void Check(string[] command, bool isInet6)
    {
        using var feeder = new Feeder();
        using var program = new SupervisedProgram(feeder.Rules, feeder.Names, null, command);
        program.LineWith("serving");
        var to = isInet6 ? feeder.V6 : feeder.V4;
        for (var i = 1; i <= 20; i++)
        {
            feeder.Dial(to, $"203.0.113.7:{i}", Server);
            Assert.Equal($"203.0.113.7:{i} {Server}", Unmapped(program.Line()));
        }
        if (isInet6)
        {
            feeder.Dial(to, "[2001:db8::7]:40000", "[2001:db8::1]:80");
            var line = program.Line().Split(' ').Select(IPEndPoint.Parse);
            Assert.Equal([IPEndPoint.Parse("[2001:db8::7]:40000"), IPEndPoint.Parse("[2001:db8::1]:80")], line);
        }
    }

    // nginx says nothing when it listens.
    private Socket Dial(IPEndPoint to, string client, string server)
    {
        Socket? socket = null;
        Assert.True(SpinWait.SpinUntil(() => (socket = TryDial(to, client, server)) is not null, TimeSpan.FromSeconds(10)));
        return socket!;
    }

    private Socket? TryDial(IPEndPoint to, string client, string server)
    {
        try
        {
            return _feeder.Dial(to, client, server);
        }
        catch (SocketException e) when (e.SocketErrorCode == SocketError.ConnectionRefused)
        {
            return null;
        }
    }

    // Some runtimes show v4-mapped addresses as the IPv4 ones that they stand for.
    private static string Unmapped(string line) =>
        line.Replace("[::ffff:203.0.113.7]", "203.0.113.7").Replace("[::ffff:198.51.100.1]", "198.51.100.1");

    private static string Answer(Socket socket)
    {
        var text = new StringBuilder();
        var buffer = new byte[4096];
        for (int count; (count = socket.Receive(buffer)) > 0;)
        {
            text.Append(Encoding.ASCII.GetString(buffer, 0, count));
        }
        return text.ToString();
    }
}
