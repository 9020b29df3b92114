using System.Net;
using System.Net.Sockets;

namespace Fairlead.Forward.Tests.Udp;

/// <summary>A client that is connected, so that an answer from anywhere else is no answer; or a server.</summary>
internal sealed class Peer : IDisposable
{
    private Peer(Socket socket)
    {
        Socket = socket;
        Socket.ReceiveTimeout = 2000;
        Socket.ReceiveBufferSize = 4 << 20;
    }

    public Socket Socket { get; }

    public IPEndPoint Address => (IPEndPoint)Socket.LocalEndPoint!;

    public static Peer Client(IPEndPoint to, IPEndPoint? from = null)
    {
        var socket = new Socket(to.AddressFamily, SocketType.Dgram, ProtocolType.Udp);
        if (from is not null)
        {
            socket.Bind(from);
        }
        socket.Connect(to);
        return new Peer(socket);
    }

    public static Peer Server(IPEndPoint at)
    {
        var socket = new Socket(at.AddressFamily, SocketType.Dgram, ProtocolType.Udp);
        socket.Bind(at);
        return new Peer(socket);
    }

    public void Send(params ReadOnlySpan<byte> datagram) => Socket.Send(datagram);

    public byte[] Receive()
    {
        var buffer = new byte[65536];
        return buffer[..Socket.Receive(buffer)];
    }

    /// <summary>Whether nothing comes for a while.</summary>
    public bool IsSilent() => !Socket.Poll(200_000, SelectMode.SelectRead);

    /// <summary>Receives a datagram, and who sent it.</summary>
    public (byte[] Datagram, IPEndPoint From) ReceiveFrom()
    {
        var buffer = new byte[65536];
        EndPoint from = new IPEndPoint(Address.AddressFamily == AddressFamily.InterNetwork ? IPAddress.Any : IPAddress.IPv6Any, 0);
        var length = Socket.ReceiveFrom(buffer, ref from);
        return (buffer[..length], (IPEndPoint)from);
    }

    public void Answer(IPEndPoint to, params ReadOnlySpan<byte> datagram) => Socket.SendTo(datagram, to);

    /// <summary>Answers what comes with the same, for as long as the socket is open.</summary>
    public Peer Echo(Action<IPEndPoint>? each = null)
    {
        var thread = new Thread(() =>
        {
            try
            {
                while (true)
                {
                    Socket.ReceiveTimeout = 0;
                    var (datagram, from) = ReceiveFrom();
                    each?.Invoke(from);
                    Answer(from, datagram);
                }
            }
            catch (Exception e) when (e is SocketException or ObjectDisposedException)
            {
            }
        });
        thread.IsBackground = true;
        thread.Start();
        return this;
    }

    public void Dispose() => Socket.Dispose();
}
