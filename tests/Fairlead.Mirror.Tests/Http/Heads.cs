using System.Text;
using Fairlead.Mirror.Agent.Http;

namespace Fairlead.Mirror.Tests.Http;

/// <summary>Heads of requests, as clients send them.</summary>
internal static class Heads
{
    /// <summary>A filter: words with a colon are headers, all others globs of the path.</summary>
    public static RequestFilter Filter(params string[] words) =>
        new([.. words.Where(word => word.Contains(": ", StringComparison.Ordinal))], [.. words.Where(word => !word.Contains(": ", StringComparison.Ordinal))]);

    public static byte[] Text(string head) => Encoding.Latin1.GetBytes(head);

    /// <summary>A frame of HTTP/2.</summary>
    public static byte[] Frame(byte type, byte flags, uint stream, params byte[] payload) =>
    [
        (byte)(payload.Length >> 16), (byte)(payload.Length >> 8), (byte)payload.Length, type, flags,
        (byte)(stream >> 24), (byte)(stream >> 16), (byte)(stream >> 8), (byte)stream, .. payload,
    ];

    /// <summary>The preface, the client's SETTINGS, and frames.</summary>
    public static byte[] Http2(params byte[][] frames) =>
        [.. Http2Frames.Preface, .. Frame(Http2Frame.Settings, 0, 0, 0, 3, 0, 0, 0, 100), .. frames.SelectMany(frame => frame)];

    /// <summary>A request in one frame of HEADERS.</summary>
    public static byte[] Request(params byte[] block) => Http2(Frame(Http2Frame.Headers, Http2Frame.EndHeaders, 1, block));

    /// <summary>A field with a name and a value of its own, not in Huffman's code; added to the table or not.</summary>
    public static byte[] Literal(string name, string value, bool isAdded = false) =>
        [isAdded ? (byte)0x40 : (byte)0, .. String(name), .. String(value)];

    public static byte[] Hex(string words) => Convert.FromHexString(words.Replace(" ", "", StringComparison.Ordinal));

    private static byte[] String(string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        return bytes.Length < 127 ? [(byte)bytes.Length, .. bytes]
            : [127, (byte)(0x80 | ((bytes.Length - 127) & 0x7F)), (byte)((bytes.Length - 127) >> 7), .. bytes];
    }
}
