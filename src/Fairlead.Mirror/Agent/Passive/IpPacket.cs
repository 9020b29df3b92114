using System.Buffers.Binary;
using Fairlead.Rules;

namespace Fairlead.Mirror.Agent.Passive;

/// <summary>An IP packet, or a fragment of one: RFC 791, RFC 8200.</summary>
internal readonly ref struct IpPacket
{
    private const int V6Header = 40;
    private const int Fragment = 44;

    public Address Source { get; private init; }

    public Address Destination { get; private init; }

    /// <summary>What the payload is.</summary>
    public int Protocol { get; private init; }

    /// <summary>What follows the IP headers.</summary>
    public ReadOnlySpan<byte> Payload { get; private init; }

    /// <summary>Where the payload of a fragment belongs.</summary>
    public int Offset { get; private init; }

    /// <summary>Whether it is a fragment that others follow.</summary>
    public bool HasMore { get; private init; }

    /// <summary>What the fragments of one packet have in common.</summary>
    public uint Id { get; private init; }

    public bool IsFragment => HasMore || Offset > 0;

    /// <summary>Reads the headers; false: it is none, or not whole.</summary>
    public static bool TryRead(ReadOnlySpan<byte> bytes, out IpPacket packet)
    {
        packet = default;
        return bytes.Length > 0 && (bytes[0] >> 4) switch
        {
            4 => TryReadV4(bytes, out packet),
            6 => TryReadV6(bytes, out packet),
            _ => false,
        };
    }

    private static bool TryReadV4(ReadOnlySpan<byte> bytes, out IpPacket packet)
    {
        const int shortest = 20;
        packet = default;
        var header = (bytes[0] & 15) * 4;
        if (header < shortest || bytes.Length < header)
        {
            return false;
        }
        // Packets that the kernel has put together may be longer than their header can say; it says 0 then.
        int length = BinaryPrimitives.ReadUInt16BigEndian(bytes[2..]);
        length = length == 0 ? bytes.Length : length;
        if (length < header || length > bytes.Length)
        {
            return false;
        }
        var fragment = BinaryPrimitives.ReadUInt16BigEndian(bytes[6..]);
        packet = new IpPacket
        {
            Source = Address.V4(BinaryPrimitives.ReadUInt32BigEndian(bytes[12..])),
            Destination = Address.V4(BinaryPrimitives.ReadUInt32BigEndian(bytes[16..])),
            Protocol = bytes[9],
            Payload = bytes[header..length],
            Offset = (fragment & 0x1FFF) * 8,
            HasMore = (fragment & 0x2000) != 0,
            Id = BinaryPrimitives.ReadUInt16BigEndian(bytes[4..]),
        };
        return true;
    }

    private static bool TryReadV6(ReadOnlySpan<byte> bytes, out IpPacket packet)
    {
        packet = default;
        if (bytes.Length < V6Header)
        {
            return false;
        }
        int length = BinaryPrimitives.ReadUInt16BigEndian(bytes[4..]);
        length = length == 0 ? bytes.Length - V6Header : length;
        if (V6Header + length > bytes.Length)
        {
            return false;
        }
        return TryReadExtensions(bytes, bytes.Slice(V6Header, length), out packet);
    }

    private static bool TryReadExtensions(ReadOnlySpan<byte> bytes, ReadOnlySpan<byte> rest, out IpPacket packet)
    {
        var (next, fragment, id) = (bytes[6], 0, 0u);
        while (next is 0 or 43 or Fragment or 60)
        {
            var length = rest.Length < 8 ? int.MaxValue : next == Fragment ? 8 : (rest[1] + 1) * 8;
            if (length > rest.Length)
            {
                packet = default;
                return false;
            }
            if (next == Fragment)
            {
                fragment = BinaryPrimitives.ReadUInt16BigEndian(rest[2..]);
                id = BinaryPrimitives.ReadUInt32BigEndian(rest[4..]);
            }
            next = rest[0];
            rest = rest[length..];
            if ((fragment & 0xFFF8) != 0)
            {
                // What follows in a later fragment is payload.
                break;
            }
        }
        packet = new IpPacket
        {
            Source = V6(bytes[8..]),
            Destination = V6(bytes[24..]),
            Protocol = next,
            Payload = rest,
            Offset = fragment & 0xFFF8,
            HasMore = (fragment & 1) != 0,
            Id = id,
        };
        return true;
    }

    private static Address V6(ReadOnlySpan<byte> bytes) =>
        Address.V6(BinaryPrimitives.ReadUInt64BigEndian(bytes), BinaryPrimitives.ReadUInt64BigEndian(bytes[8..]));
}
