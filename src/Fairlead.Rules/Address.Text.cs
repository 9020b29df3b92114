using System.Buffers.Binary;
using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace Fairlead.Rules;

/// <content>What is of the framework: texts, 128-bit numbers, IPAddress.</content>
public readonly partial struct Address : IEquatable<Address>
{
    /// <summary>All bits in one number. Not for hot paths: methods with 128-bit numbers are not compiled ahead of time.</summary>
    public UInt128 Bits => new(High, Low);

    /// <summary>Makes an IPv6 address from its 128 bits, in host order.</summary>
    public static Address V6(UInt128 bits) => new((ulong)(bits >> 64), (ulong)bits, isV4: false);

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

    /// <inheritdoc/>
    public bool Equals(Address other) => this == other;

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is Address other && this == other;

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(High, Low, IsV4);
}
