using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using Fairlead.Engines.Feeding;
using Fairlead.Linux;
using Fairlead.Rules;

namespace Fairlead.Engines.Tests.Seccomp.Outgoing;

/// <summary>A relay whose target is this host: what the program asks for by documentation addresses is on loopback here.</summary>
internal sealed class TestRelay : IOutgoing, IDisposable
{
    private readonly ConcurrentDictionary<(Address, ushort), IPEndPoint> _places = [];
    private readonly ConcurrentQueue<IDisposable> _open = [];

    /// <summary>How long the target takes.</summary>
    public TimeSpan Delay { get; set; }

    public ConcurrentQueue<TestAttempt> Attempts { get; } = [];

    /// <summary>Starts a server that echoes what comes, at a place that the program knows by another name.</summary>
    public void Echo(string name, ProtocolType protocol)
    {
        var asked = IPEndPoint.Parse(name);
        var isTcp = protocol == ProtocolType.Tcp;
        var socket = new Socket(asked.AddressFamily, isTcp ? SocketType.Stream : SocketType.Dgram, protocol);
        socket.Bind(new IPEndPoint(Loopback(asked.AddressFamily), 0));
        _open.Enqueue(socket);
        _places[(Address.From(asked.Address), (ushort)asked.Port)] = (IPEndPoint)socket.LocalEndPoint!;
        if (isTcp)
        {
            socket.Listen();
        }
        Forget(isTcp ? EchoStreams(socket) : EchoDatagrams(socket));
    }

    /// <summary>Names a place where nobody is.</summary>
    public void Nobody(string name)
    {
        Echo(name, ProtocolType.Tcp);
        _open.Last().Dispose();
    }

    public OutgoingAttempt Begin(Protocol protocol, Address remote, ushort port)
    {
        var attempt = new TestAttempt(_places.GetValueOrDefault((remote, port)), protocol, remote.IsV4, Delay);
        Attempts.Enqueue(attempt);
        _open.Enqueue(attempt.Sockets);
        return attempt;
    }

    public void Dispose()
    {
        foreach (var open in _open)
        {
            open.Dispose();
        }
    }

    internal static IPAddress Loopback(AddressFamily family) =>
        family == AddressFamily.InterNetwork ? IPAddress.Loopback : IPAddress.IPv6Loopback;

    // What fails when the sockets are closed at the end is nobody's concern.
    internal static void Forget(Task task) => task.ContinueWith(t => _ = t.Exception, TaskScheduler.Default);

    private static async Task EchoStreams(Socket listener)
    {
        while (true)
        {
            var socket = await listener.AcceptAsync();
            Forget(Copy(socket, socket));
        }
    }

    private static async Task EchoDatagrams(Socket socket)
    {
        var buffer = new byte[65536];
        while (true)
        {
            var got = await socket.ReceiveFromAsync(buffer, new IPEndPoint(Any(socket), 0));
            await socket.SendToAsync(buffer.AsMemory(0, got.ReceivedBytes), got.RemoteEndPoint);
        }
    }

    internal static IPAddress Any(Socket socket) =>
        socket.AddressFamily == AddressFamily.InterNetwork ? IPAddress.Any : IPAddress.IPv6Any;

    internal static async Task Copy(Socket from, Socket to)
    {
        var buffer = new byte[65536];
        for (int count; (count = await from.ReceiveAsync(buffer)) > 0;)
        {
            await to.SendAsync(buffer.AsMemory(0, count));
        }
        to.Shutdown(SocketShutdown.Send);
    }
}

/// <summary>One connection through the relay. Its result comes from a connection that is really made.</summary>
internal sealed class TestAttempt : OutgoingAttempt
{
    private readonly Socket _relay;
    private readonly Socket _target;
    private readonly TaskCompletionSource<int> _source = new();

    public TestAttempt(IPEndPoint? place, Protocol protocol, bool isV4, TimeSpan delay)
    {
        var family = isV4 ? AddressFamily.InterNetwork : AddressFamily.InterNetworkV6;
        var (type, kind) = protocol == Protocol.Tcp ? (SocketType.Stream, ProtocolType.Tcp) : (SocketType.Dgram, ProtocolType.Udp);
        _relay = new Socket(family, type, kind);
        _target = new Socket(family, type, kind);
        _relay.Bind(new IPEndPoint(TestRelay.Loopback(family), 0));
        Ready = LinuxException.Check(Libc.eventfd(0, FcntlConstants.O_CLOEXEC), "eventfd");
        Sockets = new Both(_relay, _target);
        if (protocol == Protocol.Tcp)
        {
            _relay.Listen();
            TestRelay.Forget(Connect(place, delay));
        }
        else
        {
            ConnectTarget(place);
            TestRelay.Forget(RelayDatagrams());
        }
    }

    public IDisposable Sockets { get; }

    public override int Ready { get; }

    public override Errno Result => Error;

    public override (Address Address, ushort Port) Relay => Of((IPEndPoint)_relay.LocalEndPoint!);

    public override (Address Address, ushort Port) Local =>
        _target.LocalEndPoint is IPEndPoint local ? Of(local) : (Address.AnyV4, (ushort)0);

    public Errno Error { get; private set; }

    public int Disposals { get; private set; }

    /// <summary>Where the program's socket said that it comes from.</summary>
    public (Address Address, ushort Port)? Source { get; private set; }

    public override void Connected(Address source, ushort port)
    {
        Source = (source, port);
        _source.TrySetResult(port);
    }

    public override void Dispose()
    {
        Disposals++;
        Sockets.Dispose();
    }

    private async Task Connect(IPEndPoint? place, TimeSpan delay)
    {
        await Task.Delay(delay);
        ConnectTarget(place);
        var program = await _relay.AcceptAsync();
        Assert.Equal(await _source.Task, ((IPEndPoint)program.RemoteEndPoint!).Port);
        await Task.WhenAll(TestRelay.Copy(program, _target), TestRelay.Copy(_target, program));
    }

    // A place that has no name here is one that the target has no route to.
    private void ConnectTarget(IPEndPoint? place)
    {
        try
        {
            Error = place is null ? Errno.EHOSTUNREACH : Errno.None;
            if (place is not null)
            {
                _target.Connect(place);
            }
        }
        catch (SocketException e)
        {
            Error = (Errno)e.NativeErrorCode;
        }
        _ = Libc.write(Ready, BitConverter.GetBytes(1ul));
    }

    private async Task RelayDatagrams()
    {
        EndPoint from = new IPEndPoint(TestRelay.Any(_relay), 0);
        byte[] buffer = new byte[65536], back = new byte[65536];
        while (true)
        {
            var got = await _relay.ReceiveFromAsync(buffer, from);
            await _target.SendAsync(buffer.AsMemory(0, got.ReceivedBytes));
            var count = await _target.ReceiveAsync(back);
            await _relay.SendToAsync(back.AsMemory(0, count), got.RemoteEndPoint);
        }
    }

    private static (Address Address, ushort Port) Of(IPEndPoint place) => (Address.From(place.Address), (ushort)place.Port);

    private sealed class Both(Socket one, Socket other) : IDisposable
    {
        public void Dispose()
        {
            one.Dispose();
            other.Dispose();
        }
    }
}
