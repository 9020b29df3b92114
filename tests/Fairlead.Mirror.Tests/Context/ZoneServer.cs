using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using Fairlead.Mirror.Names;
using Fairlead.Mirror.Sockets;
using Fairlead.Rules;

namespace Fairlead.Mirror.Tests.Context;

/// <summary>A name server on loopback, by datagrams and by TCP: its datagrams have 512 bytes at most.</summary>
internal sealed class ZoneServer : IDisposable
{
    private readonly ConcurrentDictionary<string, List<(byte[] Data, uint Seconds)>> _zone = new();
    private readonly ConcurrentQueue<string> _asked = new();
    private readonly Socket _datagrams;
    private readonly Socket _listener;

    public ZoneServer()
    {
        (_datagrams, _listener) = Bind();
        _listener.Listen();
        Name = new SocketName(Address.LoopbackV4, (ushort)((IPEndPoint)_datagrams.LocalEndPoint!).Port);
        Forget(ServeDatagrams());
        Forget(ServeStreams());
    }

    // A port that is free for datagrams may be another's for TCP.
    private static (Socket Datagrams, Socket Listener) Bind()
    {
        var datagrams = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        var listener = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        datagrams.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        try
        {
            listener.Bind(datagrams.LocalEndPoint!);
            return (datagrams, listener);
        }
        catch (SocketException e) when (e.SocketErrorCode == SocketError.AddressAlreadyInUse)
        {
            datagrams.Dispose();
            listener.Dispose();
            return Bind();
        }
    }

    public SocketName Name { get; }

    /// <summary>The names that were asked, in order.</summary>
    public string[] Asked => [.. _asked];

    /// <summary>Whether every answer is SERVFAIL.</summary>
    public bool Fails { get; init; }

    /// <summary>How many questions get no answer.</summary>
    public int Loses { get; set; }

    public void Add(string name, string address) =>
        _zone.GetOrAdd(name, _ => []).Add((IPAddress.Parse(address).GetAddressBytes(), 60));

    public void Dispose()
    {
        _datagrams.Dispose();
        _listener.Dispose();
    }

    // What fails when the sockets are closed at the end is nobody's concern.
    private static void Forget(Task task) => task.ContinueWith(t => _ = t.Exception, TaskScheduler.Default);

    private async Task ServeDatagrams()
    {
        var buffer = new byte[65536];
        while (true)
        {
            var got = await _datagrams.ReceiveFromAsync(buffer, new IPEndPoint(IPAddress.Any, 0));
            if (Loses-- > 0)
            {
                continue;
            }
            var answer = Answer(buffer[..got.ReceivedBytes]);
            await _datagrams.SendToAsync(answer.Length > DnsMessage.SmallSize ? DnsMessage.Truncate(answer) : answer, got.RemoteEndPoint);
        }
    }

    private async Task ServeStreams()
    {
        while (true)
        {
            using var stream = new NetworkStream(await _listener.AcceptAsync(), ownsSocket: true);
            var length = new byte[2];
            await stream.ReadExactlyAsync(length);
            var query = new byte[(length[0] << 8) | length[1]];
            await stream.ReadExactlyAsync(query);
            var answer = Answer(query);
            await stream.WriteAsync((byte[])[(byte)(answer.Length >> 8), (byte)answer.Length, .. answer]);
        }
    }

    private byte[] Answer(byte[] query)
    {
        Assert.True(DnsQuestion.TryRead(query, out var question));
        _asked.Enqueue(question.Name!);
        if (Fails)
        {
            return DnsMessage.Reply(query, ResponseCode.ServFail, []);
        }
        var length = question.Type == DnsQuestion.A ? 4 : 16;
        return _zone.TryGetValue(question.Name!, out var records)
            ? DnsMessage.Reply(query, ResponseCode.NoError, records.FindAll(record => record.Data.Length == length))
            : DnsMessage.Reply(query, ResponseCode.NXDomain, []);
    }
}
