using System.Buffers.Binary;
using System.Runtime.InteropServices;
using Fairlead.Rules;

namespace Fairlead.Mirror.Agent.Passive;

/// <summary>The checksum of TCP and UDP: RFC 1071, with the pseudo header of RFC 768 and RFC 8200.</summary>
internal static class InternetChecksum
{
    /// <summary>Computes it.</summary>
    /// <param name="source">Who sends.</param>
    /// <param name="destination">To whom; of the same family.</param>
    /// <param name="protocol">IPPROTO_TCP or IPPROTO_UDP.</param>
    /// <param name="header">The header, or all that is sent.</param>
    /// <param name="payload">What follows a header of an even length.</param>
    /// <returns>The checksum, where its place in the header is zero; 0 where the right one is there.</returns>
    public static ushort Of(
        Address source, Address destination, int protocol, ReadOnlySpan<byte> header, ReadOnlySpan<byte> payload = default)
    {
        var length = (uint)(header.Length + payload.Length);
        var sum = Sum(source) + Sum(destination) + length + (uint)protocol + Sum(header) + Sum(payload);
        while (sum >> 16 != 0)
        {
            sum = (sum & 0xFFFF) + (sum >> 16);
        }
        return (ushort)~sum;
    }

    private static ulong Sum(Address address) =>
        Halves(address.Low) + (address.IsV4 ? 0 : Halves(address.High));

    private static ulong Halves(ulong word) => (word >> 32) + (uint)word;

    // Words of the host's order are summed, and the sum is turned: the carries come out the same.
    private static ulong Sum(ReadOnlySpan<byte> bytes)
    {
        ulong sum = 0;
        foreach (var word in MemoryMarshal.Cast<byte, uint>(bytes))
        {
            sum += word;
        }
        Span<byte> rest = stackalloc byte[sizeof(uint)];
        rest.Clear();
        bytes[(bytes.Length & ~3)..].CopyTo(rest);
        sum += MemoryMarshal.Read<uint>(rest);
        while (sum >> 16 != 0)
        {
            sum = (sum & 0xFFFF) + (sum >> 16);
        }
        return BitConverter.IsLittleEndian ? BinaryPrimitives.ReverseEndianness((ushort)sum) : sum;
    }
}
