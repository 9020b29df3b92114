using System.Buffers.Text;

namespace Fairlead.Linux;

/// <summary>The small text files of /proc: read whole, as they do not know their size, and with no stream in between.</summary>
public static class ProcText
{
    private const int UsualSize = 4096;

    /// <summary>The bytes of a file; none where it cannot be read.</summary>
    /// <param name="path">A path that ends in a zero byte (a u8 literal does).</param>
    public static ReadOnlySpan<byte> Read(ReadOnlySpan<byte> path)
    {
        var file = Libc.open(path, FcntlConstants.O_RDONLY | FcntlConstants.O_CLOEXEC);
        if (!file.Ok)
        {
            return [];
        }
        var bytes = new byte[UsualSize];
        var length = 0;
        while (Libc.read(file.Int, bytes.AsSpan(length)) is { Value: > 0 } part)
        {
            length += part.Int;
            if (length == bytes.Length)
            {
                Array.Resize(ref bytes, 2 * length);
            }
        }
        _ = Libc.close(file.Int);
        return bytes.AsSpan(0, length);
    }

    /// <summary>What follows a name at the start of a line, without blanks before it, up to the line's end.</summary>
    public static ReadOnlySpan<byte> Field(ReadOnlySpan<byte> text, ReadOnlySpan<byte> name)
    {
        while (!text.IsEmpty)
        {
            var end = text.IndexOf((byte)'\n');
            var line = end < 0 ? text : text[..end];
            if (line.StartsWith(name))
            {
                return WithoutBlanks(line[name.Length..]);
            }
            text = end < 0 ? [] : text[(end + 1)..];
        }
        return [];
    }

    /// <summary>The decimal number that a text starts with; 0 where there is none.</summary>
    public static ulong Decimal(ReadOnlySpan<byte> text) => Utf8Parser.TryParse(text, out ulong value, out _) ? value : 0;

    /// <summary>The hexadecimal number that a text starts with; 0 where there is none.</summary>
    public static ulong Hex(ReadOnlySpan<byte> text) => Utf8Parser.TryParse(text, out ulong value, out _, 'x') ? value : 0;

    // MemoryExtensions.Trim would be compiled at run time.
    private static ReadOnlySpan<byte> WithoutBlanks(ReadOnlySpan<byte> text)
    {
        while (!text.IsEmpty && text[0] is (byte)' ' or (byte)'\t')
        {
            text = text[1..];
        }
        return text;
    }
}
