using System.Net;
using System.Net.Sockets;
using System.Text;
using Fairlead.Engines.Hosting;
using Fairlead.Forward.Statistics;
using Fairlead.Linux;
using Fairlead.Rules;

namespace Fairlead.Cli.Forwarding;

/// <summary>Answers <c>GET /metrics</c> over HTTP/1.1, whatever Host the request names, one request a connection.</summary>
/// <remarks>
/// The framework's HttpListener answers only requests whose Host is the address it listens at, and the web server of the
/// framework is another, larger framework to install. What scrapers need is this little. A request has five seconds and eight
/// kilobytes; more than a few at a time wait in the kernel's queue.
/// </remarks>
internal sealed class MetricsServer : IDisposable
{
    private const int MostBytes = 8 * 1024;
    private const int MostAtOnce = 8;

    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan s_pause = TimeSpan.FromMilliseconds(100);

    private readonly Func<Task<StatementStatistics[]>> _ask;
    private readonly Socket _listener;
    private readonly SemaphoreSlim _room = new(MostAtOnce);

    /// <param name="at">Where to listen.</param>
    /// <param name="isShared">Whether another process may listen there too (SO_REUSEPORT): the one before, until it ends.</param>
    /// <param name="ask">Gives what there is to tell.</param>
    /// <exception cref="LinuxException">The port cannot be had.</exception>
    public MetricsServer(IPEndPoint at, bool isShared, Func<Task<StatementStatistics[]>> ask)
    {
        _ask = ask;
        _listener = new Socket(at.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            if (isShared)
            {
                _listener.SetRawSocketOption(SocketConstants.SOL_SOCKET, SocketConstants.SO_REUSEPORT, BitConverter.GetBytes(1));
            }
            _listener.Bind(at);
            _listener.Listen();
        }
        catch (SocketException e)
        {
            _listener.Dispose();
            throw new LinuxException($"--metrics {at}", (Errno)e.NativeErrorCode,
                e.SocketErrorCode == SocketError.AddressAlreadyInUse
                && PortHolder.Find(Protocol.Tcp, Address.From(at.Address), (ushort)at.Port) is { } holder ? $"{holder} has it" : null);
        }
        _ = AcceptAll();
    }

    public void Dispose() => _listener.Dispose();

    private async Task AcceptAll()
    {
        try
        {
            while (true)
            {
                await _room.WaitAsync().ConfigureAwait(false);
                _ = Serve(await Accept().ConfigureAwait(false));
            }
        }
        catch (Exception e) when (e is ObjectDisposedException or SocketException)
        {
            // The forwarder ends.
        }
    }

    // A client that has gone again, or a lack of descriptors, passes.
    private async Task<Socket> Accept()
    {
        while (true)
        {
            try
            {
                return await _listener.AcceptAsync().ConfigureAwait(false);
            }
            catch (SocketException e) when (e.SocketErrorCode != SocketError.OperationAborted)
            {
                await Task.Delay(s_pause).ConfigureAwait(false);
            }
        }
    }

    private async Task Serve(Socket client)
    {
        using var timeout = new CancellationTokenSource(s_patience);
        try
        {
            if (await ReadRequest(client, timeout.Token).ConfigureAwait(false) is { } request)
            {
                await client.SendAsync(await Answer(request).ConfigureAwait(false), timeout.Token).ConfigureAwait(false);
                client.Shutdown(SocketShutdown.Send);
            }
        }
        catch (Exception e) when (e is SocketException or OperationCanceledException)
        {
            // The client has gone, or is too slow.
        }
        finally
        {
            client.Dispose();
            _room.Release();
        }
    }

    // The first line, once the headers have ended; null: they do not, or are too long.
    private static async Task<string?> ReadRequest(Socket client, CancellationToken timeout)
    {
        var buffer = new byte[MostBytes];
        for (var count = 0; count < MostBytes;)
        {
            var received = await client.ReceiveAsync(buffer.AsMemory(count), timeout).ConfigureAwait(false);
            count += received;
            if (buffer.AsSpan(0, count).IndexOf("\r\n\r\n"u8) >= 0)
            {
                return Encoding.ASCII.GetString(buffer, 0, buffer.AsSpan().IndexOf("\r\n"u8));
            }
            if (received == 0)
            {
                return null;
            }
        }
        return null;
    }

    private async Task<byte[]> Answer(string request)
    {
        var words = request.Split(' ');
        var path = words.Length == 3 ? words[1].Split('?')[0] : null;
        return words[0] is not ("GET" or "HEAD") || path is null
            ? Response("405 Method Not Allowed", "text/plain", "GET /metrics\n", hasBody: true)
            : path == "/metrics"
                ? Response("200 OK", "text/plain; version=0.0.4; charset=utf-8", MetricsText.Render(await _ask().ConfigureAwait(false)), words[0] == "GET")
                : Response("404 Not Found", "text/plain", "The metrics are at /metrics\n", words[0] == "GET");
    }

    private static byte[] Response(string status, string type, string text, bool hasBody)
    {
        var body = Encoding.UTF8.GetBytes(text);
        var head = $"HTTP/1.1 {status}\r\nContent-Type: {type}\r\nContent-Length: {body.Length}\r\nConnection: close\r\n\r\n";
        return [.. Encoding.ASCII.GetBytes(head), .. hasBody ? body : []];
    }
}
