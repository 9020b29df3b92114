namespace Fairlead.Rules.Text;

/// <summary>Which words may be host names: RFC 1123, and the underscore that service records have.</summary>
internal static class HostName
{
    private const int MaxName = 253;
    private const int MaxLabel = 63;

    public static bool IsValid(ReadOnlySpan<char> name)
    {
        name = name is [.., '.'] ? name[..^1] : name;
        if (name.Length is 0 or > MaxName)
        {
            return false;
        }
        while (name.IndexOf('.') is var dot and >= 0)
        {
            if (!IsLabel(name[..dot]))
            {
                return false;
            }
            name = name[(dot + 1)..];
        }
        return IsLabel(name);
    }

    /// <summary>
    /// Whether the last label is a number. inet_aton(3) reads such names as addresses (127.1, 0x7f.1), and no name in
    /// use ends so: it is an address with a slip in it.
    /// </summary>
    public static bool EndsInNumber(ReadOnlySpan<char> name)
    {
        name = name is [.., '.'] ? name[..^1] : name;
        var label = name[(name.LastIndexOf('.') + 1)..];
        var isHex = label.StartsWith("0x", StringComparison.OrdinalIgnoreCase);
        return isHex
            ? Characters.IsAll(label[2..], char.IsAsciiHexDigit)
            : !label.IsEmpty && Characters.IsAll(label, char.IsAsciiDigit);
    }

    private static bool IsLabel(ReadOnlySpan<char> label) =>
        label.Length is > 0 and <= MaxLabel && label[0] != '-' && label[^1] != '-'
        && Characters.IsWord(label);
}
