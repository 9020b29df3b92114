using System.Text;
using Fairlead.Mirror.Sockets;

namespace Fairlead.Mirror.Feed;

/// <summary>Compares what the local program answers with what the real one did, line by line.</summary>
/// <remarks>
/// Lines end at LF, or at <see cref="LongestLine"/> bytes. Whichever side is ahead waits for the other, up to <see cref="MostWaiting"/>
/// bytes; then, or after <see cref="MostLines"/> differences, the rest is not compared, and that is said.
/// </remarks>
/// <param name="connection">What lines say of where they are from.</param>
/// <param name="differs">Takes a line for people.</param>
internal sealed class ComparedReplies(string connection, Action<string> differs) : IReplies
{
    private const int LongestLine = 4096;
    private const int MostWaiting = 1 << 20;
    private const int MostLines = 20;
    private const int MostShown = 120;
    private readonly byte[] _room = new byte[1 << 16];
    private readonly List<byte> _local = [];
    private readonly List<byte> _real = [];
    private bool _localEnded;
    private int _line;
    private int _lines;
    private bool _isOver;

    /// <inheritdoc/>
    public Span<byte> Room => _room;

    /// <summary>Whether the real program answers no more.</summary>
    public bool HasRealEnded { get; private set; }

    /// <inheritdoc/>
    public void Take(ReadOnlySpan<byte> bytes) => Take(_local, bytes);

    /// <summary>The real program answered this.</summary>
    public void TakeReal(ReadOnlySpan<byte> bytes) => Take(_real, bytes);

    /// <inheritdoc/>
    public void End()
    {
        _localEnded = true;
        Compare();
    }

    /// <summary>The real program answers no more.</summary>
    public void EndReal()
    {
        HasRealEnded = true;
        Compare();
    }

    private void Take(List<byte> side, ReadOnlySpan<byte> bytes)
    {
        if (_isOver)
        {
            return;
        }
        side.AddRange(bytes);
        Compare();
        if (side.Count > MostWaiting)
        {
            Stop("one side answers far ahead of the other");
        }
    }

    private void Compare()
    {
        var (local, real) = (0, 0);
        while (!_isOver && TryLine(_local, local, _localEnded, out var l) && TryLine(_real, real, HasRealEnded, out var r))
        {
            if (l.IsEmpty && r.IsEmpty)
            {
                break;
            }
            Compare(l, r);
            (local, real) = (local + l.Length, real + r.Length);
        }
        _local.RemoveRange(0, Math.Min(local, _local.Count));
        _real.RemoveRange(0, Math.Min(real, _real.Count));
    }

    // A side that has ended gives empty lines.
    private static bool TryLine(List<byte> side, int start, bool hasEnded, out ReadOnlySpan<byte> line)
    {
        var rest = System.Runtime.InteropServices.CollectionsMarshal.AsSpan(side)[start..];
        var feed = rest[..Math.Min(rest.Length, LongestLine)].IndexOf((byte)'\n');
        var length = feed >= 0 ? feed + 1 : Math.Min(rest.Length, LongestLine);
        line = rest[..length];
        return feed >= 0 || length == LongestLine || hasEnded;
    }

    private void Compare(ReadOnlySpan<byte> local, ReadOnlySpan<byte> real)
    {
        _line++;
        if (local.SequenceEqual(real))
        {
            return;
        }
        differs($"{connection}: line {_line} of the answer: real {Shown(real)}, local {Shown(local)}");
        if (++_lines == MostLines)
        {
            Stop($"{MostLines} lines differ");
        }
    }

    private void Stop(string why)
    {
        _isOver = true;
        _local.Clear();
        _real.Clear();
        differs($"{connection}: the rest of the answer is not compared: {why}");
    }

    private static string Shown(ReadOnlySpan<byte> line)
    {
        if (line.IsEmpty)
        {
            return "nothing";
        }
        var text = new StringBuilder("\"");
        foreach (var b in line.TrimEnd("\r\n"u8)[..Math.Min(line.TrimEnd("\r\n"u8).Length, MostShown)])
        {
            _ = b is >= 0x20 and < 0x7F ? text.Append((char)b) : text.Append($"\\x{b:x2}");
        }
        return text.Append(line.Length > MostShown ? "...\"" : "\"").ToString();
    }
}
