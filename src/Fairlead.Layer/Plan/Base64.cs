namespace Fairlead.Layer.Plan;

/// <summary>RFC 4648, section 4, with padding.</summary>
internal static unsafe class Base64
{
    /// <summary>Decodes a text; gives the number of bytes, or -1 where it is no base64 or too long.</summary>
    public static int Decode(byte* text, byte* to, int room)
    {
        int count = 0, bits = 0;
        var held = 0u;
        for (; *text != 0 && *text != '='; text++)
        {
            var digit = Digit(*text);
            if (digit < 0)
                return -1;
            held = (held << 6) | (uint)digit;
            bits += 6;
            if (bits < 8)
                continue;
            if (count == room)
                return -1;
            bits -= 8;
            to[count++] = (byte)(held >> bits);
        }
        return count;
    }

    private static int Digit(byte c) => c switch
    {
        >= (byte)'A' and <= (byte)'Z' => c - 'A',
        >= (byte)'a' and <= (byte)'z' => c - 'a' + 26,
        >= (byte)'0' and <= (byte)'9' => c - '0' + 52,
        (byte)'+' => 62,
        (byte)'/' => 63,
        _ => -1,
    };
}
