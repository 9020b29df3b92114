namespace Fairlead.Rules;

/// <summary>
/// Reads IPv6 addresses (RFC 4291, section 2.2). The framework's own reader is generic in a way that is not compiled
/// ahead of time, and would cost every start with an IPv6 rule some milliseconds.
/// </summary>
internal struct Ipv6Text
{
    private const int Groups = 8;

    private ulong _high;
    private ulong _low;
    private int _count;

    public static bool TryParse(ReadOnlySpan<char> text, out Address address)
    {
        Ipv6Text left = default, right = default;
        var gap = text.IndexOf("::", StringComparison.Ordinal);
        var isRead = gap < 0
            ? left.Read(text, isLast: true) && left._count == Groups
            : left.Read(text[..gap], isLast: false) && right.Read(text[(gap + 2)..], isLast: true)
                && left._count + right._count < Groups;
        while (isRead && left._count < Groups)
        {
            left.Append(0);
        }
        address = Address.V6(left._high | right._high, left._low | right._low);
        return isRead;
    }

    private bool Read(ReadOnlySpan<char> text, bool isLast)
    {
        while (!text.IsEmpty)
        {
            var colon = text.IndexOf(':');
            var group = colon < 0 ? text : text[..colon];
            if (colon == text.Length - 1 || _count >= Groups || !ReadGroup(group, isLast && colon < 0))
            {
                return false;
            }
            text = colon < 0 ? default : text[(colon + 1)..];
        }
        return true;
    }

    private bool ReadGroup(ReadOnlySpan<char> text, bool isLast)
    {
        if (text.Contains('.'))
        {
            return isLast && Address.TryParseV4(text, out var v4) && AppendV4(v4);
        }
        var group = 0;
        foreach (var c in text)
        {
            if (!char.IsAsciiHexDigit(c))
            {
                return false;
            }
            group = (group << 4) | (char.IsAsciiDigit(c) ? c - '0' : (c | 0x20) - 'a' + 10);
        }
        Append((ushort)group);
        return text.Length is > 0 and <= 4;
    }

    private bool AppendV4(Address v4)
    {
        Append((ushort)(v4.Low >> 16));
        Append((ushort)v4.Low);
        return _count <= Groups;
    }

    private void Append(ushort group)
    {
        (_high, _low) = ((_high << 16) | (_low >> 48), (_low << 16) | group);
        _count++;
    }
}
