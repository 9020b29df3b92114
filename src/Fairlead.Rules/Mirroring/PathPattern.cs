namespace Fairlead.Rules.Mirroring;

/// <summary>
/// Patterns of paths: <c>*</c> stands for any characters of one name, that is, not for <c>/</c>. A pattern covers what it
/// names and, where that is a folder, all that is in it.
/// </summary>
public static class PathPattern
{
    private const byte Slash = (byte)'/';

    /// <summary>Whether the pattern covers a path. Both are absolute, in UTF-8, without <c>.</c>, <c>..</c> and <c>//</c>.</summary>
    public static bool Covers(ReadOnlySpan<byte> pattern, ReadOnlySpan<byte> path)
    {
        pattern = pattern.TrimStart(Slash);
        path = path.TrimStart(Slash);
        while (!pattern.IsEmpty)
        {
            if (path.IsEmpty || !Glob.IsMatch(First(ref pattern), First(ref path)))
            {
                return false;
            }
        }
        return true;
    }

    private static ReadOnlySpan<byte> First(ref ReadOnlySpan<byte> path)
    {
        var slash = path.IndexOf(Slash);
        var first = slash < 0 ? path : path[..slash];
        path = slash < 0 ? default : path[(slash + 1)..];
        return first;
    }
}
