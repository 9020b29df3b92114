using System.Text;
using Fairlead.Linux;

namespace Fairlead.Mirror.Targets;

/// <summary>Passes on, line by line, what a transport and the agent behind it write to stderr, and remembers the last.</summary>
internal sealed class ErrorRelay
{
    private const int RememberedLines = 5;
    private const int LongestLine = 4096;

    private readonly int _descriptor;
    private readonly Action<string> _say;
    private readonly Queue<string> _last = [];
    private readonly Thread _thread;

    private ErrorRelay(int descriptor, Action<string> say)
    {
        (_descriptor, _say) = (descriptor, say);
        _thread = new Thread(Run) { Name = "target's stderr", IsBackground = true };
    }

    /// <summary>Starts to read, until the end, and closes the descriptor then.</summary>
    public static ErrorRelay Start(int descriptor, Action<string> say)
    {
        var relay = new ErrorRelay(descriptor, say);
        relay._thread.Start();
        return relay;
    }

    /// <summary>The last lines, once all has come or after a moment.</summary>
    public string Last()
    {
        _thread.Join(TimeSpan.FromMilliseconds(500));
        lock (_last)
        {
            return string.Join("; ", _last);
        }
    }

    private void Run()
    {
        var buffer = new byte[LongestLine];
        var length = 0;
        while (Libc.read(_descriptor, buffer.AsSpan(length)) is var result && result is { Value: > 0 } or { Errno: Errno.EINTR })
        {
            length += Math.Max(0, result.Int);
            length = TakeLines(buffer, length);
        }
        TakeLine(buffer.AsSpan(0, length));
        _ = Libc.close(_descriptor);
    }

    // A line that is too long comes in parts.
    private int TakeLines(byte[] buffer, int length)
    {
        var from = 0;
        while (buffer.AsSpan(from, length - from).IndexOf((byte)'\n') is var end && end >= 0)
        {
            TakeLine(buffer.AsSpan(from, end));
            from += end + 1;
        }
        if (from == 0 && length == buffer.Length)
        {
            TakeLine(buffer);
            return 0;
        }
        buffer.AsSpan(from, length - from).CopyTo(buffer);
        return length - from;
    }

    private void TakeLine(ReadOnlySpan<byte> line)
    {
        var text = Plain(Encoding.UTF8.GetString(line).TrimEnd('\r'));
        if (text.Length == 0)
        {
            return;
        }
        lock (_last)
        {
            _last.Enqueue(text);
            if (_last.Count > RememberedLines)
            {
                _last.Dequeue();
            }
        }
        _say(text);
    }

    /// <summary>A text of somebody else's that may go to our terminal: no control characters.</summary>
    public static string Plain(string text) =>
        string.Create(text.Length, text, (span, source) =>
        {
            for (var i = 0; i < span.Length; i++)
            {
                span[i] = char.IsControl(source[i]) && source[i] != '\t' ? '?' : source[i];
            }
        });
}
