using System.Buffers.Binary;
using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace Fairlead.Rules;

/// <summary>An IPv4 or IPv6 address as a value of 128 bits in network order, without port or zone.</summary>
public readonly record struct Address
{
    private const ulong MappedPrefix = 0x0000_FFFF_0000_0000;

    private Address(ulong high, ulong low, bool isV4) => (High, Low, IsV4) = (high, low, isV4);

    /// <summary>The first 64 bits of an IPv6 address; 0 for IPv4.</summary>
    public ulong High { get; }

    /// <summary>The last 64 bits of an IPv6 address; an IPv4 one stands in the low 32.</summary>
    public ulong Low { get; }

    /// <summary>All bits in one number. Not for hot paths: methods with 128-bit numbers are not compiled ahead of time.</summary>
    public UInt128 Bits => new(High, Low);

    /// <summary>Whether this is an IPv4 address (a v4-mapped IPv6 one is not, see <see cref="Unmap"/>).</summary>
    public bool IsV4 { get; }

    /// <summary>0.0.0.0</summary>
    public static Address AnyV4 => V4(0);

    /// <summary>::</summary>
    public static Address AnyV6 => V6(0, 0);

    /// <summary>127.0.0.1</summary>
    public static Address LoopbackV4 => V4(0x7F00_0001);

    /// <summary>::1</summary>
    public static Address LoopbackV6 => V6(0, 1);

    /// <summary>The number of bits of the family: 32 or 128.</summary>
    public int Width => IsV4 ? 32 : 128;

    /// <summary>Whether this is 0.0.0.0, :: or ::ffff:0.0.0.0.</summary>
    public bool IsWildcard => Unmap() is { High: 0, Low: 0 };

    /// <summary>Whether this is in 127.0.0.0/8 (mapped or not), or ::1.</summary>
    public bool IsLoopback => Unmap() is var a && (a.IsV4 ? a.Low >> 24 == 127 : a is { High: 0, Low: 1 });

    /// <summary>Whether this is an IPv6 address of the form ::ffff:a.b.c.d.</summary>
    public bool IsMapped => !IsV4 && High == 0 && Low >> 32 == MappedPrefix >> 32;

    /// <summary>Makes an IPv4 address from its 32 bits, in host order.</summary>
    public static Address V4(uint bits) => new(0, bits, isV4: true);

    /// <summary>Makes an IPv6 address from its 128 bits, in host order.</summary>
    public static Address V6(UInt128 bits) => new((ulong)(bits >> 64), (ulong)bits, isV4: false);

    /// <summary>Makes an IPv6 address from its two halves, in host order.</summary>
    public static Address V6(ulong high, ulong low) => new(high, low, isV4: false);

    /// <summary>The IPv4 address inside a v4-mapped one; any other address as it is.</summary>
    public Address Unmap() => IsMapped ? V4((uint)Low) : this;

    /// <summary>The v4-mapped form of an IPv4 address; an IPv6 one as it is.</summary>
    public Address Map() => IsV4 ? V6(0, MappedPrefix | Low) : this;

    /// <summary>Reads a dotted quad of four decimal numbers, or an IPv6 address without brackets and zone.</summary>
    public static bool TryParse(string text, out Address address) =>
        text.Contains(':') ? Ipv6Text.TryParse(text, out address) : TryParseV4(text, out address);

    /// <summary>Converts from the framework's type.</summary>
    public static Address From(IPAddress address)
    {
        Span<byte> bytes = stackalloc byte[16];
        address.TryWriteBytes(bytes, out var count);
        return address.AddressFamily == AddressFamily.InterNetwork
            ? V4(BinaryPrimitives.ReadUInt32BigEndian(bytes))
            : V6(BinaryPrimitives.ReadUInt64BigEndian(bytes), BinaryPrimitives.ReadUInt64BigEndian(bytes[8..count]));
    }

    /// <summary>The address in its usual text form, without brackets.</summary>
    public override string ToString()
    {
        if (IsV4)
        {
            var b = (uint)Low;
            return string.Create(CultureInfo.InvariantCulture, $"{b >> 24}.{(b >> 16) & 255}.{(b >> 8) & 255}.{b & 255}");
        }
        Span<byte> bytes = stackalloc byte[16];
        BinaryPrimitives.WriteUInt64BigEndian(bytes, High);
        BinaryPrimitives.WriteUInt64BigEndian(bytes[8..], Low);
        return new IPAddress(bytes).ToString();
    }

    /// <summary>The address and port as people write them: 10.0.0.1:80, [::1]:80.</summary>
    public string WithPort(int port) => IsV4 ? $"{this}:{port}" : $"[{this}]:{port}";

    // The framework also takes 127.1, 0x7f.0.0.1 and octal 010, which people read as something else.
    internal static bool TryParseV4(ReadOnlySpan<char> text, out Address address)
    {
        address = default;
        uint bits = 0, number = 0;
        int dots = 0, digits = 0;
        foreach (var c in text)
        {
            if (c == '.' && digits > 0)
            {
                (bits, number, digits, dots) = ((bits << 8) | number, 0, 0, dots + 1);
            }
            else if (char.IsAsciiDigit(c) && !(digits > 0 && number == 0) && (number = (number * 10) + c - '0') <= byte.MaxValue)
            {
                digits++;
            }
            else
            {
                return false;
            }
        }
        address = V4((bits << 8) | number);
        return dots == 3 && digits > 0;
    }
}
