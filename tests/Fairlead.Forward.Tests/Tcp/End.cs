using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using Fairlead.Linux;

namespace Fairlead.Forward.Tests.Tcp;

/// <summary>One end of a connection, of a client or of a backend.</summary>
internal sealed class End : IDisposable
{
    public End(Socket socket)
    {
        Socket = socket;
        Socket.ReceiveTimeout = Socket.SendTimeout = 10_000;
    }

    public Socket Socket { get; }

    public IPEndPoint Address => (IPEndPoint)Socket.LocalEndPoint!;

    public static End Connect(IPEndPoint to, string? from = null, int? receiveBuffer = null)
    {
        var socket = new Socket(to.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        if (receiveBuffer is { } bytes)
        {
            socket.ReceiveBufferSize = bytes;
        }
        if (from is not null)
        {
            socket.Bind(new IPEndPoint(IPAddress.Parse(from), 0));
        }
        socket.Connect(to);
        return new End(socket);
    }

    public void Send(params ReadOnlySpan<byte> bytes)
    {
        while (bytes.Length > 0)
        {
            bytes = bytes[Socket.Send(bytes)..];
        }
    }

    /// <summary>Receives so many bytes, or fails.</summary>
    public byte[] Receive(int count)
    {
        var bytes = new byte[count];
        for (var at = 0; at < count;)
        {
            var got = Socket.Receive(bytes, at, count - at, SocketFlags.None);
            Assert.True(got > 0, $"the data ended after {at} of {count} bytes");
            at += got;
        }
        return bytes;
    }

    /// <summary>Whether the other end has sent all it had.</summary>
    public bool HasEnded() => Socket.Receive(new byte[1]) == 0;

    public void EndSending() => Socket.Shutdown(SocketShutdown.Send);

    /// <summary>Closes with RST.</summary>
    public void Reset()
    {
        Socket.LingerState = new LingerOption(true, 0);
        Socket.Close();
    }

    /// <summary>How many bytes come before the connection is reset.</summary>
    public int BytesBeforeReset()
    {
        var count = BytesBeforeEnd(out var isReset);
        Assert.True(isReset, $"the data ended without a reset after {count} bytes");
        return count;
    }

    /// <summary>How many bytes come before the connection ends in whatever way.</summary>
    /// <param name="isReset">Whether it was reset, and this side not told so before.</param>
    public int BytesBeforeEnd(out bool isReset)
    {
        var buffer = new byte[65536];
        var total = 0;
        isReset = false;
        try
        {
            while (Socket.Receive(buffer) is > 0 and var got)
            {
                total += got;
            }
        }
        catch (SocketException e) when (e.SocketErrorCode == SocketError.ConnectionReset)
        {
            isReset = true;
        }
        return total;
    }

    /// <summary>Waits until the other end has acknowledged all.</summary>
    public void WaitUntilAcknowledged() => Running.Until(() =>
        Libc.ioctl((int)Socket.Handle, IoctlConstants.TIOCOUTQ, out var bytes) == Errno.None && bytes == 0);

    /// <summary>Sends so many random bytes in pieces of random length, then ends; gives their hash.</summary>
    public byte[] SendRandom(int seed, long count)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var random = new Random(seed);
        var buffer = new byte[200_000];
        for (var left = count; left > 0;)
        {
            var piece = buffer.AsSpan(0, (int)Math.Min(left, random.Next(1, random.Next(1, buffer.Length))));
            random.NextBytes(piece);
            hash.AppendData(piece);
            Send(piece);
            left -= piece.Length;
        }
        EndSending();
        return hash.GetHashAndReset();
    }

    /// <summary>Receives all there is, resting at random; gives its hash.</summary>
    public byte[] ReceiveSlowly(int seed)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var random = new Random(seed);
        var buffer = new byte[300_000];
        while (Socket.Receive(buffer, random.Next(1, buffer.Length), SocketFlags.None) is > 0 and var got)
        {
            hash.AppendData(buffer, 0, got);
            if (random.Next(200) == 0)
            {
                Thread.Sleep(random.Next(30));
            }
        }
        return hash.GetHashAndReset();
    }

    public void Dispose() => Socket.Dispose();
}
