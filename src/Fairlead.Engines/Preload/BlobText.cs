using Fairlead.Layer.Plan;

namespace Fairlead.Engines.Preload;

/// <summary>A blob as text for the environment: its version, a colon, and base64 of RFC 4648, section 4.</summary>
internal static class BlobText
{
    private const string Digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

    /// <summary>The text.</summary>
    /// <remarks>Not Convert.ToBase64String, which is compiled at run time.</remarks>
    public static string Of(byte[] blob)
    {
        var text = new char[2 + ((blob.Length + 2) / 3 * 4)];
        (text[0], text[1]) = ((char)RuleBlob.Version, ':');
        var end = 2;
        for (var i = 0; i < blob.Length; i += 3)
        {
            var bits = blob[i] << 16 | At(blob, i + 1) << 8 | At(blob, i + 2);
            for (var shift = 18; shift >= 0; shift -= 6)
            {
                text[end++] = Digits[bits >> shift & 63];
            }
        }
        for (var missing = (3 - (blob.Length % 3)) % 3; missing > 0; missing--)
        {
            text[^missing] = '=';
        }
        return new string(text);
    }

    private static int At(byte[] blob, int index) => index < blob.Length ? blob[index] : 0;
}
