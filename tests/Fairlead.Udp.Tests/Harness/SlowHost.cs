using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Fairlead.Linux;

namespace Fairlead.Udp.Tests.Harness;

/// <summary>A network namespace whose loopback device carries 1 Mbit/s, so that a short send buffer is soon full.</summary>
internal sealed class SlowHost : IDisposable
{
    private readonly Process _host;

    public SlowHost()
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "needs root");
        const string Script =
            "ip link set lo up && tc qdisc add dev lo root tbf rate 1mbit burst 3000 latency 10s && echo up && exec cat";
        _host = Process.Start(new ProcessStartInfo("unshare", ["--net", "bash", "-c", Script])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        })!;
        Assert.Equal("up", _host.StandardOutput.ReadLine());
    }

    /// <summary>A sender whose buffer holds about four of a thousand bytes, connected to a receiver.</summary>
    public (MultihomedUdpSocket Sender, Socket Receiver) Connect()
    {
        var receiver = Inside(() => new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp));
        receiver.ReceiveTimeout = 5000;
        receiver.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        var sender = Inside(() => new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp));
        sender.SendBufferSize = 4608;
        sender.Connect(receiver.LocalEndPoint!);
        return (new MultihomedUdpSocket(sender), receiver);
    }

    public void Dispose()
    {
        _host.StandardInput.Close();
        _host.WaitForExit();
        _host.Dispose();
    }

    // A socket is of the namespace that its thread was in when it was made; this one thread goes there.
    private Socket Inside(Func<Socket> make)
    {
        Socket? made = null;
        var thread = new Thread(() =>
        {
            using var space = File.OpenHandle($"/proc/{_host.Id}/ns/net");
            LinuxException.ThrowIf(Libc.setns((int)space.DangerousGetHandle(), SchedConstants.CLONE_NEWNET), "setns");
            made = make();
        });
        thread.Start();
        thread.Join();
        return made!;
    }
}
