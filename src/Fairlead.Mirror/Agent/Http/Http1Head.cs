using System.Buffers;
using System.Runtime.InteropServices;

namespace Fairlead.Mirror.Agent.Http;

/// <summary>Reads the head of a request of HTTP/1.x (RFC 9112): its request line and its header lines.</summary>
/// <remarks>
/// Empty lines before it are skipped, lines may end with LF alone, and a line that begins with a blank goes on with the value of
/// the one before it (obs-fold). What else is not as the RFC says, is no request.
/// </remarks>
internal static class Http1Head
{
    private const byte Space = (byte)' ';
    private static readonly SearchValues<byte> s_token = SearchValues.Create(
        "!#$%&'*+-.^_`|~0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"u8);

    /// <summary>Judges what the client has sent so far, which is not empty.</summary>
    public static Judgement Judge(ReadOnlySpan<byte> head, RequestMatch match)
    {
        var rest = head.TrimStart("\r\n"u8);
        if (!IsMethod(rest))
        {
            return Judgement.Differs;
        }
        if (!TryLine(ref rest, out var line))
        {
            return Judgement.NeedsMore;
        }
        if (!TryTarget(line, out var target))
        {
            return Judgement.Differs;
        }
        match.Path(PathOf(target));
        return Headers(rest, match);
    }

    // A protocol that is none of HTTP is known by its first word, as a rule.
    private static bool IsMethod(ReadOnlySpan<byte> start)
    {
        var end = start.IndexOfAnyExcept(s_token);
        return end < 0 || (end > 0 && start[end] == Space);
    }

    private static bool TryLine(scoped ref ReadOnlySpan<byte> rest, out ReadOnlySpan<byte> line)
    {
        var end = rest.IndexOf((byte)'\n');
        line = rest[..Math.Max(end, 0)];
        rest = rest[(end + 1)..];
        line = line.EndsWith("\r"u8) ? line[..^1] : line;
        return end >= 0;
    }

    private static bool TryTarget(ReadOnlySpan<byte> line, out ReadOnlySpan<byte> target)
    {
        var (first, last) = (line.IndexOf(Space), line.LastIndexOf(Space));
        target = first < last ? line[(first + 1)..last] : default;
        var version = line[(last + 1)..];
        return !target.IsEmpty && !target.Contains(Space) && version.Length == 8 && version.StartsWith("HTTP/1."u8);
    }

    // RFC 9112, 3.2: origin form, *, absolute form, and the authority form of CONNECT, which has no path.
    private static ReadOnlySpan<byte> PathOf(ReadOnlySpan<byte> target)
    {
        if (target[0] is (byte)'/' or (byte)'*')
        {
            return target;
        }
        var authority = target.IndexOf("://"u8);
        if (authority < 0)
        {
            return default;
        }
        var rest = target[(authority + 3)..];
        var path = rest.IndexOfAny((byte)'/', (byte)'?');
        return path < 0 || rest[path] == (byte)'?' ? "/"u8 : rest[path..];
    }

    private static Judgement Headers(ReadOnlySpan<byte> rest, RequestMatch match)
    {
        while (TryLine(ref rest, out var line))
        {
            if (line.IsEmpty)
            {
                return match.Judgement;
            }
            var colon = line.IndexOf((byte)':');
            if (colon <= 0 || line[..colon].ContainsAnyExcept(s_token))
            {
                return Judgement.Differs;
            }
            if (!TryValue(line[(colon + 1)..], ref rest, out var value))
            {
                return Judgement.NeedsMore;
            }
            match.Header(line[..colon], value);
        }
        return Judgement.NeedsMore;
    }

    // Whether a value goes on is said by the first byte of the next line.
    private static bool TryValue(ReadOnlySpan<byte> first, scoped ref ReadOnlySpan<byte> rest, out ReadOnlySpan<byte> value)
    {
        value = Trimmed(first);
        List<byte>? folded = null;
        while (!rest.IsEmpty && rest[0] is Space or (byte)'\t')
        {
            if (!TryLine(ref rest, out var more))
            {
                return false;
            }
            folded ??= [.. value];
            folded.Add(Space);
            folded.AddRange(Trimmed(more));
            value = CollectionsMarshal.AsSpan(folded);
        }
        return !rest.IsEmpty;
    }

    private static ReadOnlySpan<byte> Trimmed(ReadOnlySpan<byte> value) => value.Trim(" \t"u8);
}
