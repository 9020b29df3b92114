using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace Fairlead.Rules;

/// <summary>An IPv4 or IPv6 address as a value of 128 bits in network order, without port or zone.</summary>
public readonly record struct Address
{
    private static readonly UInt128 MappedPrefix = new(0, 0x0000_FFFF_0000_0000);

    private Address(UInt128 bits, bool isV4) => (Bits, IsV4) = (bits, isV4);

    /// <summary>The address; an IPv4 one stands in the low 32 bits.</summary>
    public UInt128 Bits { get; }

    /// <summary>Whether this is an IPv4 address (a v4-mapped IPv6 one is not, see <see cref="Unmap"/>).</summary>
    public bool IsV4 { get; }

    /// <summary>0.0.0.0</summary>
    public static Address AnyV4 => V4(0);

    /// <summary>::</summary>
    public static Address AnyV6 => V6(0);

    /// <summary>127.0.0.1</summary>
    public static Address LoopbackV4 => V4(0x7F00_0001);

    /// <summary>::1</summary>
    public static Address LoopbackV6 => V6(1);

    /// <summary>The number of bits of the family: 32 or 128.</summary>
    public int Width => IsV4 ? 32 : 128;

    /// <summary>Whether this is 0.0.0.0, :: or ::ffff:0.0.0.0.</summary>
    public bool IsWildcard => Unmap().Bits == 0;

    /// <summary>Whether this is in 127.0.0.0/8 (mapped or not), or ::1.</summary>
    public bool IsLoopback => Unmap() is var a && (a.IsV4 ? a.Bits >> 24 == 127 : a.Bits == 1);

    /// <summary>Whether this is an IPv6 address of the form ::ffff:a.b.c.d.</summary>
    public bool IsMapped => !IsV4 && Bits >> 32 == MappedPrefix >> 32;

    /// <summary>Makes an IPv4 address from its 32 bits, in host order.</summary>
    public static Address V4(uint bits) => new(bits, isV4: true);

    /// <summary>Makes an IPv6 address from its 128 bits, in host order.</summary>
    public static Address V6(UInt128 bits) => new(bits, isV4: false);

    /// <summary>The IPv4 address inside a v4-mapped one; any other address as it is.</summary>
    public Address Unmap() => IsMapped ? V4((uint)Bits) : this;

    /// <summary>The v4-mapped form of an IPv4 address; an IPv6 one as it is.</summary>
    public Address Map() => IsV4 ? V6(MappedPrefix | Bits) : this;

    /// <summary>Reads a dotted quad of four decimal numbers, or an IPv6 address without brackets and zone.</summary>
    public static bool TryParse(string text, out Address address)
    {
        address = default;
        var looksV4 = text.AsSpan().Count('.') == 3 && !text.AsSpan().ContainsAnyExcept("0123456789.");
        if ((!looksV4 && !text.Contains(':')) || text.AsSpan().ContainsAny('%', '[', ']')
            || !IPAddress.TryParse(text, out var parsed) || HasOctal(text, looksV4))
        {
            return false;
        }
        address = From(parsed);
        return true;
    }

    /// <summary>Converts from the framework's type.</summary>
    public static Address From(IPAddress address)
    {
        Span<byte> bytes = stackalloc byte[16];
        address.TryWriteBytes(bytes, out var count);
        return address.AddressFamily == AddressFamily.InterNetwork
            ? V4(System.Buffers.Binary.BinaryPrimitives.ReadUInt32BigEndian(bytes))
            : V6(System.Buffers.Binary.BinaryPrimitives.ReadUInt128BigEndian(bytes[..count]));
    }

    /// <summary>The address in its usual text form, without brackets.</summary>
    public override string ToString()
    {
        if (IsV4)
        {
            var b = (uint)Bits;
            return string.Create(CultureInfo.InvariantCulture, $"{b >> 24}.{(b >> 16) & 255}.{(b >> 8) & 255}.{b & 255}");
        }
        Span<byte> bytes = stackalloc byte[16];
        System.Buffers.Binary.BinaryPrimitives.WriteUInt128BigEndian(bytes, Bits);
        return new IPAddress(bytes).ToString();
    }

    /// <summary>The address and port as people write them: 10.0.0.1:80, [::1]:80.</summary>
    public string WithPort(int port) => IsV4 ? $"{this}:{port}" : $"[{this}]:{port}";

    // inet_aton reads 010 as eight, people read it as ten: refuse it.
    private static bool HasOctal(string text, bool isV4)
    {
        if (!isV4)
        {
            return false;
        }
        foreach (var part in text.Split('.'))
        {
            if (part.Length > 1 && part[0] == '0')
            {
                return true;
            }
        }
        return false;
    }
}
