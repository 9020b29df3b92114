using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using Fairlead.Forward.Handover;
using Fairlead.Forward.Statistics;
using Fairlead.Rules;
using Fairlead.Rules.Forwarding;

namespace Fairlead.Forward.Tests;

/// <summary>A forwarder that runs in this process, with one statement or several on addresses of loopback.</summary>
internal sealed class Running : IForwardHost, IDisposable
{
    private bool _isDisposed;

    public Running(params ForwardRule[] rules)
        : this(2, rules)
    {
    }

    public Running(int loops, params ForwardRule[] rules)
        : this(loops, null, rules)
    {
    }

    public Running(int loops, Inheritance? inheritance, params ForwardRule[] rules)
    {
        Forwarder = new Forwarder(this, loops);
        Forwarder.Carry(rules, inheritance);
        Forwarder.Start();
    }

    public Forwarder Forwarder { get; }

    public ConcurrentQueue<ForwardEvent> Events { get; } = new();

    public Dictionary<string, Address[]> Names { get; } = [];

    public bool WantsDetails => true;

    public StatementStatistics Statistics => Forwarder.Statistics()[0];

    public long Drops(DropReason reason) => Statistics.Drops[(int)reason];

    public void Say(ForwardEvent happened) => Events.Enqueue(happened);

    public Address[]? Resolve(string name) => Names.GetValueOrDefault(name);

    public string? HolderOf(Protocol protocol, Address address, ushort port) => "somebody";

    public void Dispose()
    {
        if (!_isDisposed)
        {
            _isDisposed = true;
            Forwarder.Dispose();
        }
    }

    public static ForwardRule Udp(IPEndPoint listen, IPEndPoint to, ForwardOptions? options = null) =>
        Rule(Protocol.Udp, [listen], [to], options);

    public static ForwardRule Rule(Protocol protocol, IPEndPoint[] listen, IPEndPoint[] to, ForwardOptions? options = null) => new(
        1, "statement", protocol,
        ValueList.Create<ListenPoint>(Array.ConvertAll(listen, l => new ListenPoint(Address.From(l.Address), (ushort)l.Port))),
        ValueList.Create<Backend>(Array.ConvertAll(to, t =>
            new Backend(null, [Address.From(t.Address)], new BackendPort(true, t.Port)))),
        options ?? ForwardOptions.Default);

    // Below the ports that the kernel gives to sockets that ask for none.
    private static int s_port = 10_000 + (Environment.ProcessId % 1000 * 20);

    /// <summary>A place that nobody has, and no other test gets.</summary>
    public static IPEndPoint Free(string address, SocketType type = SocketType.Dgram)
    {
        var ip = IPAddress.Parse(address);
        while (true)
        {
            var place = new IPEndPoint(ip, Interlocked.Increment(ref s_port));
            using var probe = new Socket(ip.AddressFamily, type, ProtocolType.Unspecified);
            try
            {
                probe.Bind(place);
                return place;
            }
            catch (SocketException e) when (e.SocketErrorCode == SocketError.AddressAlreadyInUse)
            {
            }
        }
    }

    /// <summary>Waits until something is so, five seconds at most.</summary>
    public static void Until(Func<bool> isSo)
    {
        var end = Environment.TickCount64 + 5000;
        while (!isSo() && Environment.TickCount64 < end)
        {
            Thread.Sleep(5);
        }
        Assert.True(isSo());
    }
}
