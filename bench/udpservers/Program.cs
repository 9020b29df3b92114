// One echo server in several ways: udpservers WAY PORT. Each is as good as its calls allow, and allocates as little.
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Fairlead.Udp;

var local = new IPEndPoint(IPAddress.Any, int.Parse(args[1], CultureInfo.InvariantCulture));
await (args[0] switch
{
    "socket" => Plain(local),
    "message" => WithLocalAddress(local),
    "multihomed" => Multihomed(local),
    "batch" => Batches(local, isJoined: false),
    "segments" => Batches(local, isJoined: true),
    _ => throw new ArgumentException($"which way is {args[0]}?"),
});

static Socket Open(IPEndPoint local)
{
    var socket = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp) { ReceiveBufferSize = 1 << 20 };
    socket.Bind(local);
    return socket;
}

// The framework's socket; it does not learn the local address.
static async Task Plain(IPEndPoint local)
{
    using var socket = Open(local);
    var buffer = GC.AllocateUninitializedArray<byte>(65536, pinned: true);
    var remote = new SocketAddress(AddressFamily.InterNetwork);
    while (true)
    {
        var length = await socket.ReceiveFromAsync(buffer, SocketFlags.None, remote);
        await socket.SendToAsync(buffer.AsMemory(0, length), SocketFlags.None, remote);
    }
}

// The framework's socket; it learns the local address, and cannot send from it.
static async Task WithLocalAddress(IPEndPoint local)
{
    using var socket = Open(local);
    var buffer = GC.AllocateUninitializedArray<byte>(65536, pinned: true);
    var anyone = new IPEndPoint(IPAddress.Any, 0);
    while (true)
    {
        var received = await socket.ReceiveMessageFromAsync(buffer, SocketFlags.None, anyone);
        await socket.SendToAsync(buffer.AsMemory(0, received.ReceivedBytes), SocketFlags.None, received.RemoteEndPoint);
    }
}

static async Task Multihomed(IPEndPoint local)
{
    using var socket = new MultihomedUdpSocket(Open(local));
    var buffer = GC.AllocateUninitializedArray<byte>(65536, pinned: true);
    while (true)
    {
        var received = await socket.ReceiveAsync(buffer);
        await socket.SendAsync(buffer.AsMemory(0, received.Length), received.Remote, received.Local);
    }
}

static async Task Batches(IPEndPoint local, bool isJoined)
{
    using var socket = new MultihomedUdpSocket(Open(local));
    using var batch = new DatagramBatch(32);
    if (isJoined && !socket.TryJoinReceived())
    {
        throw new NotSupportedException("this kernel has no UDP_GRO");
    }
    while (true)
    {
        var count = await socket.ReceiveAsync(batch);
        for (var slot = 0; slot < count; slot++)
        {
            Answer(batch[slot]);
        }
        await socket.SendAsync(batch, 0, count);
    }
}

static void Answer(Datagram datagram)
{
    var (remote, info) = (datagram.Remote, datagram.Info);
    datagram.Reset();
    datagram.SetPeer(remote);
    datagram.SetSource(info.Local);
    if (info.SegmentSize > 0)
    {
        datagram.SetSegmentSize(info.SegmentSize);
    }
}
