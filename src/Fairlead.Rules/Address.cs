namespace Fairlead.Rules;

/// <summary>An IPv4 or IPv6 address as a value of 128 bits in network order, without port or zone.</summary>
public readonly partial struct Address
{
    private const ulong MappedPrefix = 0x0000_FFFF_0000_0000;

    private Address(ulong high, ulong low, bool isV4)
    {
        High = high;
        Low = low;
        IsV4 = isV4;
    }

    /// <summary>The first 64 bits of an IPv6 address; 0 for IPv4.</summary>
    public ulong High { get; }

    /// <summary>The last 64 bits of an IPv6 address; an IPv4 one stands in the low 32.</summary>
    public ulong Low { get; }

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
    public bool IsWildcard => High == 0 && (Low == 0 || (!IsV4 && Low == MappedPrefix));

    /// <summary>Whether this is in 127.0.0.0/8 (mapped or not), or ::1.</summary>
    public bool IsLoopback => IsV4 || IsMapped ? (byte)(Low >> 24) == 127 : High == 0 && Low == 1;

    /// <summary>Whether this is an IPv6 address of the form ::ffff:a.b.c.d.</summary>
    public bool IsMapped => !IsV4 && High == 0 && Low >> 32 == MappedPrefix >> 32;

    /// <summary>Makes an IPv4 address from its 32 bits, in host order.</summary>
    public static Address V4(uint bits) => new(0, bits, isV4: true);

    /// <summary>Makes an IPv6 address from its two halves, in host order.</summary>
    public static Address V6(ulong high, ulong low) => new(high, low, isV4: false);

    /// <summary>The IPv4 address inside a v4-mapped one; any other address as it is.</summary>
    public Address Unmap() => IsMapped ? V4((uint)Low) : this;

    /// <summary>The v4-mapped form of an IPv4 address; an IPv6 one as it is.</summary>
    public Address Map() => IsV4 ? V6(0, MappedPrefix | Low) : this;

    /// <summary>Whether two addresses are the same, family included.</summary>
    public static bool operator ==(Address a, Address b) => a.High == b.High && a.Low == b.Low && a.IsV4 == b.IsV4;

    /// <summary>Whether two addresses differ.</summary>
    public static bool operator !=(Address a, Address b) => !(a == b);
}
