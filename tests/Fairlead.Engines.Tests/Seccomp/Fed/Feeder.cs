using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using Fairlead.Engines.Feeding;
using Fairlead.Engines.Seccomp;
using Fairlead.Rules;
using Fairlead.Rules.Resolution;

namespace Fairlead.Engines.Tests.Seccomp.Fed;

/// <summary>A small feeder: it has a place on loopback that a program's bind is steered to, and dials it under real names.</summary>
internal sealed class Feeder : IDisposable
{
    private readonly List<Socket> _sockets = [];

    /// <summary>The port that the program asks for.</summary>
    public const ushort Asked = 80;

    public ClientNames Names { get; } = new();

    public IPEndPoint V4 { get; }

    public IPEndPoint V6 { get; }

    public Feeder()
    {
        V4 = new IPEndPoint(new IPAddress([127, 83, .. RandomNumberGenerator.GetBytes(1), 2]), FreePort());
        V6 = new IPEndPoint(IPAddress.IPv6Loopback, V4.Port);
    }

    /// <summary>The rule of a program that is fed.</summary>
    public ResolvedRule[] Rules =>
        [SupervisedProgram.Resolve($"bind tcp any:{Asked} to {V4},{V6} hide")[0] with { IsFed = true }];

    /// <summary>Connects to the program for a client; the names are like <c>203.0.113.7:40000</c>.</summary>
    public Socket Dial(IPEndPoint to, string client, string server)
    {
        var socket = Unnamed(to);
        var source = (IPEndPoint)socket.LocalEndPoint!;
        Assert.True(Names.Set(Key(source), Name(client, server)));
        socket.Connect(to);
        return socket;
    }

    /// <summary>A socket that has a source and is not connected.</summary>
    public Socket Unnamed(IPEndPoint to)
    {
        var socket = new Socket(to.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        socket.Bind(new IPEndPoint(to.Address, 0));
        _sockets.Add(socket);
        return socket;
    }

    public static FlowKey Key(IPEndPoint source) => new(Protocol.Tcp, Address.From(source.Address), (ushort)source.Port);

    public static FlowName Name(string client, string server)
    {
        var (from, to) = (IPEndPoint.Parse(client), IPEndPoint.Parse(server));
        return new FlowName(Address.From(from.Address), (ushort)from.Port, Address.From(to.Address), (ushort)to.Port);
    }

    public void Dispose() => _sockets.ForEach(s => s.Dispose());

    private static int FreePort()
    {
        using var socket = new Socket(AddressFamily.InterNetworkV6, SocketType.Stream, ProtocolType.Tcp);
        socket.Bind(new IPEndPoint(IPAddress.IPv6Loopback, 0));
        return ((IPEndPoint)socket.LocalEndPoint!).Port;
    }
}
