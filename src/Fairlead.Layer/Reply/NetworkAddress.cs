using System.Buffers.Binary;
using Fairlead.Linux;
using Fairlead.Rules;

namespace Fairlead.Layer.Reply;

/// <summary>An IPv4 (as ::ffff:a.b.c.d) or IPv6 address in the bytes of the network, cheap to read and to compare.</summary>
internal unsafe struct NetworkAddress
{
    private const ulong MappedPrefix = 0xffff_0000;

    public ulong High;
    public ulong Low;

    /// <summary>Whether it is ::ffff:a.b.c.d.</summary>
    public readonly bool IsV4 => High == 0 && (uint)Low == MappedPrefix;

    /// <summary>The 32 bits of an IPv4 address, in network order.</summary>
    public readonly uint V4 => (uint)(Low >> 32);

    /// <summary>Whether a socket could send from it: broadcast, multicast and 0.0.0.0 are everybody's.</summary>
    public readonly bool IsOneHost => IsV4
        ? (byte)V4 is > 0 and < 224
        : (byte)High != 0xff && (High | Low) != 0;

    /// <summary>The same, as rules see it.</summary>
    public readonly Address ToAddress() => IsV4
        ? Address.V4(BinaryPrimitives.ReverseEndianness(V4))
        : Address.V6(BinaryPrimitives.ReverseEndianness(High), BinaryPrimitives.ReverseEndianness(Low));

    public static NetworkAddress Of(Address address)
    {
        NetworkAddress of = default;
        of.High = BinaryPrimitives.ReverseEndianness(address.Map().High);
        of.Low = BinaryPrimitives.ReverseEndianness(address.Map().Low);
        return of;
    }

    public static NetworkAddress Of(sockaddr_in* name)
    {
        NetworkAddress address = default;
        address.Low = ((ulong)name->sin_addr << 32) | MappedPrefix;
        return address;
    }

    public static NetworkAddress Of(sockaddr_in6* name)
    {
        NetworkAddress address = default;
        var halves = (ulong*)name->sin6_addr.s6_addr;
        address.High = halves[0];
        address.Low = halves[1];
        return address;
    }
}
