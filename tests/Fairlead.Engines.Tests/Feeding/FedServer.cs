using System.Diagnostics;
using System.Net.Sockets;

namespace Fairlead.Engines.Tests.Feeding;

/// <summary>A server under fed rules, started by the feeder, which takes the names of clients from here.</summary>
internal sealed class FedServer : IDisposable
{
    private static int s_count;

    private readonly string _folder = Directory.CreateTempSubdirectory("fairlead-fed-").FullName;
    private readonly Process _feeder;
    private readonly StreamReader _answers;
    private readonly StreamWriter _orders;

    private FedServer(string engine, string program, string kind, string host)
    {
        var number = Interlocked.Increment(ref s_count);
        Port = 20000 + ((Environment.ProcessId * 8) + number) % 12000;
        Address = $"127.83.{Environment.ProcessId % 250}.{1 + (number % 250)}";
        var socket = Path.Combine(_folder, "control");
        var rule = $"bind any any:80 to {Address}:{Port},[::1]:{Port} hide";
        var start = new ProcessStartInfo(Servers.Feeder, [engine, socket, rule, "--", .. Servers.Command(program, kind, host, _folder)])
        {
            RedirectStandardOutput = true,
        };
        AsksFirst = program == "nginx";
        _feeder = Process.Start(start)!;
        Wait(program);
        var control = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        control.Connect(new UnixDomainSocketEndPoint(socket));
        var stream = new NetworkStream(control, ownsSocket: true);
        (_answers, _orders) = (new StreamReader(stream), new StreamWriter(stream) { AutoFlush = true });
    }

    /// <summary>Where the program is bound for IPv4; for IPv6 it is ::1.</summary>
    public string Address { get; }

    public int Port { get; }

    /// <summary>Whether it says nothing until the client has.</summary>
    public bool AsksFirst { get; }

    public int Pid => _feeder.Id;

    /// <summary>Starts a server that asks for port 80, and waits until it serves.</summary>
    public static FedServer Start(string engine, string program, string kind, string host)
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess || engine != "cgroup", "attaching programs needs root");
        Servers.SkipUnless(program);
        return new FedServer(engine, program, kind, host);
    }

    /// <summary>Gives the feeder an order, and its answer.</summary>
    public string Order(string line)
    {
        _orders.WriteLine(line);
        return _answers.ReadLine()!;
    }

    /// <summary>What the server has written to a file of its own.</summary>
    public string Read(string file) => File.ReadAllText(Path.Combine(_folder, file));

    /// <summary>Ends the program as people do; gives the feeder's exit status.</summary>
    public int Stop(string signal)
    {
        Process.Start("kill", ["-s", signal, $"{Pid}"]).WaitForExit();
        Assert.True(_feeder.WaitForExit(10_000));
        return _feeder.ExitCode;
    }

    public void Dispose()
    {
        if (!_feeder.HasExited)
        {
            Stop("TERM");
        }
        _orders?.Dispose();
        _feeder.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    private void Wait(string program)
    {
        if (program != "nginx")
        {
            Assert.Equal("serving", _feeder.StandardOutput.ReadLine()?.Split(' ')[0]);
            return;
        }
        for (var i = 0; i < 200 && !File.Exists(Path.Combine(_folder, "nginx.pid")); i++)
        {
            Thread.Sleep(50);
        }
    }
}
