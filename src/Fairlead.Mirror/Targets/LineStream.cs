using System.Text;
using Fairlead.Linux;

namespace Fairlead.Mirror.Targets;

/// <summary>Lines to and from a shell, read byte by byte: what follows the last line is the agent's.</summary>
internal sealed unsafe class LineStream(int input, int output)
{
    private const int LongestLine = 16 * 1024;

    /// <summary>Sends a text.</summary>
    /// <returns>Whether somebody takes it.</returns>
    public bool Send(string text) => Send(Encoding.UTF8.GetBytes(text));

    /// <summary>Sends bytes.</summary>
    public bool Send(ReadOnlySpan<byte> bytes)
    {
        while (!bytes.IsEmpty)
        {
            var result = Libc.write(input, bytes);
            if (!result.Ok && result.Errno != Errno.EINTR)
            {
                return false;
            }
            bytes = bytes[Math.Max(0, result.Int)..];
        }
        return true;
    }

    /// <summary>Reads a line.</summary>
    /// <param name="deadline">When to give up, by Environment.TickCount64.</param>
    /// <returns>The line; null at the end, or at the deadline.</returns>
    public string? Read(long deadline)
    {
        var line = new List<byte>();
        Span<byte> one = stackalloc byte[1];
        while (line.Count < LongestLine)
        {
            if (!Waits(deadline) || Libc.read(output, one) is not { Value: 1 })
            {
                return null;
            }
            if (one[0] == '\n')
            {
                break;
            }
            line.Add(one[0]);
        }
        return Encoding.UTF8.GetString([.. line]).TrimEnd('\r');
    }

    private bool Waits(long deadline)
    {
        pollfd ready = new() { fd = output, events = pollfd.POLLIN };
        SysResult result;
        do
        {
            var left = Math.Clamp(deadline - Environment.TickCount64, 0, int.MaxValue);
            result = Libc.poll(&ready, 1, (int)left);
        }
        while (result.Errno == Errno.EINTR);
        return result.Value == 1;
    }
}
