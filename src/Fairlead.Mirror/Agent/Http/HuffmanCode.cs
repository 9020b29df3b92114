namespace Fairlead.Mirror.Agent.Http;

/// <summary>The Huffman code of HPACK (RFC 7541, appendix B).</summary>
/// <remarks>
/// It is canonical: codes of one length are numbers in a row, in the order of their symbols, and go on from those of the
/// length before. So the lengths say all.
/// </remarks>
internal static class HuffmanCode
{
    private const int Longest = 30;
    private const int Shortest = 5;
    private const int EndOfString = 256;
    private static readonly int[] s_first = new int[Longest + 1];
    private static readonly int[] s_count = new int[Longest + 1];
    private static readonly int[] s_offset = new int[Longest + 1];
    private static readonly short[] s_symbols = Order();

    /// <summary>How many bits each byte has; the end of a string, which never stands in one, has 30.</summary>
    public static ReadOnlySpan<byte> Lengths =>
    [
        13, 23, 28, 28, 28, 28, 28, 28, 28, 24, 30, 28, 28, 30, 28, 28,
        28, 28, 28, 28, 28, 28, 30, 28, 28, 28, 28, 28, 28, 28, 28, 28,
        6, 10, 10, 12, 13, 6, 8, 11, 10, 10, 8, 11, 8, 6, 6, 6,
        5, 5, 5, 6, 6, 6, 6, 6, 6, 6, 7, 8, 15, 6, 12, 10,
        13, 6, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7,
        7, 7, 7, 7, 7, 7, 7, 7, 8, 7, 8, 13, 19, 13, 14, 6,
        15, 5, 6, 5, 6, 5, 6, 6, 6, 5, 7, 7, 6, 6, 6, 5,
        6, 7, 6, 5, 5, 6, 7, 7, 7, 7, 7, 15, 11, 14, 13, 28,
        20, 22, 20, 20, 22, 22, 22, 23, 22, 23, 23, 23, 23, 23, 24, 23,
        24, 24, 22, 23, 24, 23, 23, 23, 23, 21, 22, 23, 22, 23, 23, 24,
        22, 21, 20, 22, 22, 23, 23, 21, 23, 22, 22, 24, 21, 22, 23, 23,
        21, 21, 22, 21, 23, 22, 23, 23, 20, 22, 22, 22, 23, 22, 22, 23,
        26, 26, 20, 19, 22, 23, 22, 25, 26, 26, 26, 27, 27, 26, 24, 25,
        19, 21, 26, 27, 27, 26, 27, 24, 21, 21, 26, 26, 28, 27, 27, 27,
        20, 24, 20, 21, 22, 21, 21, 23, 22, 22, 25, 25, 24, 24, 26, 23,
        26, 27, 26, 26, 27, 27, 27, 27, 27, 28, 27, 27, 27, 27, 27, 26,
    ];

    /// <summary>Decodes a string. False: it has a code of no byte, or padding that is not the beginning of the longest code.</summary>
    public static bool TryDecode(ReadOnlySpan<byte> coded, out byte[] text)
    {
        text = new byte[coded.Length * 8 / Shortest];
        var (written, code, length) = (0, 0, 0);
        for (var bit = 0; bit < coded.Length * 8; bit++)
        {
            code = (code << 1) | ((coded[bit >> 3] >> (7 - (bit & 7))) & 1);
            length++;
            if (length > Longest)
            {
                return false;
            }
            var place = code - s_first[length];
            if (place >= 0 && place < s_count[length])
            {
                var symbol = s_symbols[s_offset[length] + place];
                if (symbol == EndOfString)
                {
                    return false;
                }
                text[written++] = (byte)symbol;
                (code, length) = (0, 0);
            }
        }
        text = text[..written];
        return length < 8 && code == (1 << length) - 1;
    }

    private static short[] Order()
    {
        var symbols = new short[Lengths.Length + 1];
        var (code, next) = (0, 0);
        for (var length = Shortest; length <= Longest; length++)
        {
            code <<= 1;
            (s_first[length], s_offset[length]) = (code, next);
            for (var symbol = 0; symbol <= EndOfString; symbol++)
            {
                if ((symbol == EndOfString ? Longest : Lengths[symbol]) == length)
                {
                    symbols[next++] = (short)symbol;
                }
            }
            s_count[length] = next - s_offset[length];
            code += s_count[length];
        }
        return symbols;
    }
}
