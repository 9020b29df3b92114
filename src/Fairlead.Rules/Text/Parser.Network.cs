using System.Numerics;

namespace Fairlead.Rules.Text;

/// <content>Addresses and blocks of them, and what is said of those with a slip in them.</content>
internal sealed partial class Parser
{
    private bool ReadNetwork(Part word, Part host, out Network network)
    {
        network = Network.Of(Address.AnyV4);
        var slash = host.Span.IndexOf('/');
        if (!ReadAddress(word, slash < 0 ? host : host.Before(slash), out var address))
        {
            return false;
        }
        if (slash < 0)
        {
            network = Network.Of(address.Unmap());
            return true;
        }
        return ReadLength(host.From(slash + 1), address, out var length) && Align(host, address, length, out network);
    }

    private bool ReadLength(Part part, Address address, out int length)
    {
        length = 0;
        if (address.IsV4 && Address.TryParse(part.ToString(), out var mask) && mask.IsV4)
        {
            return Fail(part, "a prefix length, not a mask", Prefix(mask) is { } bits ? $"{address}/{bits}" : null);
        }
        var isRead = ReadNumber(part, 0, (uint)address.Width, "a prefix length", out var number);
        length = (int)number;
        return isRead;
    }

    private static int? Prefix(Address mask)
    {
        var length = BitOperations.PopCount(mask.Low);
        return mask == Truncate(Address.V4(uint.MaxValue), length) ? length : null;
    }

    // ::ffff:10.0.0.0/104 is 10.0.0.0/8; a mapped block wider than IPv4 has host bits set, so it never gets there.
    private bool Align(Part host, Address address, int length, out Network network)
    {
        var aligned = Truncate(address, length);
        network = aligned.IsMapped ? new Network(aligned.Unmap(), length - 96) : new Network(aligned, length);
        return aligned == address
            || Fail(host, $"a network: bits of the address are set after the first {length}", $"{aligned}/{length}");
    }

    private static Address Truncate(Address address, int length) => address.IsV4
        ? Address.V4((uint)(First(address.Low << 32, length) >> 32))
        : Address.V6(First(address.High, length), First(address.Low, length - 64));

    private static ulong First(ulong bits, int length) =>
        length <= 0 ? 0 : length >= 64 ? bits : bits >> (64 - length) << (64 - length);

    private bool ReadAddress(Part word, Part host, out Address address)
    {
        if (!Address.TryParse(host.ToString(), out address))
        {
            return FailAddress(word, host);
        }
        if (!NeedsBrackets(address) || word.Span.StartsWith('['))
        {
            return true;
        }
        var bracketed = BracketPort(host.ToString()) ?? $"[{address}]";
        return Fail(word, "brackets around the IPv6 address before a port", bracketed);
    }

    /// <summary>
    /// Whether the address is in ::/96, a range that died in 2006. Where ::1:8080 stands without brackets, the port of
    /// ::1 was meant, and silence would hurt.
    /// </summary>
    internal static bool NeedsBrackets(Address address) =>
        address is { IsV4: false, High: 0, Low: > 1 and <= uint.MaxValue };

    private bool FailAddress(Part word, Part host)
    {
        var text = host.ToString();
        var zone = text.IndexOf('%');
        if (zone >= 0)
        {
            var plain = word.ToString().Replace(text[zone..], "", StringComparison.Ordinal);
            return Fail(host.From(zone), "no zone: the option `dev IFNAME` names the interface", plain);
        }
        if (text.Contains(':'))
        {
            return FailIPv6(word, text);
        }
        if (Characters.IsPortLike(text) && word.Span.Length == text.Length)
        {
            return Fail(host, "an address, or a colon before the port", $":{text}");
        }
        return HostName.EndsInNumber(text)
            ? Fail(host, "an IPv4 address: four numbers from 0 to 255", WithoutZeros(text))
            : Fail(host, "an address before the prefix length");
    }

    private bool FailIPv6(Part word, string text)
    {
        var colon = text.IndexOf(':');
        var last = text.LastIndexOf(':');
        var isRange = text.AsSpan(0, last).Count(':') == 1 && IsPort(text.AsSpan(colon + 1, last - colon - 1))
            && IsPort(text.AsSpan(last + 1));
        return isRange
            ? Fail(word.From(colon + 1), "`-` between the ends of a range", $"{text[..last]}-{text[(last + 1)..]}")
            : Fail(word, "an IPv6 address, in brackets where a port follows", BracketPort(text));
    }

    // The port that stands after the last colon of an IPv6 address without brackets; null: there is none.
    private static string? BracketPort(string text)
    {
        var last = text.LastIndexOf(':');
        var (host, ports) = (text[..last], text[(last + 1)..]);
        return Characters.IsPortLike(ports) && Address.TryParse(host, out _) ? $"[{host}]:{ports}" : null;
    }

    private static bool IsPort(ReadOnlySpan<char> text) =>
        ushort.TryParse(text, System.Globalization.NumberStyles.None, null, out _);

    private static string? WithoutZeros(string text)
    {
        var numbers = Array.ConvertAll(text.Split('.'), n => n.Length > 1 ? n[..^1].TrimStart('0') + n[^1] : n);
        var plain = string.Join('.', numbers);
        return plain != text && Address.TryParse(plain, out _) ? plain : null;
    }
}
