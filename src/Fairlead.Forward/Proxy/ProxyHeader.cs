using System.Buffers.Binary;
using System.Runtime.InteropServices;
using Fairlead.Linux;
using Fairlead.Udp;

namespace Fairlead.Forward.Proxy;

/// <summary>Reads and writes the header of the PROXY protocol, version 2: section 2.2 of its specification (haproxy, proxy-protocol.txt).</summary>
/// <remarks>
/// <code>
/// |  signature, 12 bytes  | version 2, command | family, protocol | length, 2 bytes | source | destination | ports | TLVs |
/// </code>
/// Command LOCAL, and families that are not of the Internet, say nothing of the client: the real addresses hold. What follows the
/// addresses inside the length (TLVs) is skipped.
/// </remarks>
internal static class ProxyHeader
{
    /// <summary>The bytes up to the addresses.</summary>
    public const int FixedLength = 16;

    /// <summary>The longest header that is written: two IPv6 addresses and ports.</summary>
    public const int MaxWritten = FixedLength + 36;

    private const int AddressesV4 = 12;
    private const int AddressesV6 = 36;
    private const byte Local = 0x20;
    private const byte Proxied = 0x21;
    private const byte Stream = 1;
    private const byte Datagram = 2;

    private static ReadOnlySpan<byte> Signature => "\r\n\r\n\0\r\nQUIT\n"u8;

    /// <summary>Writes a header, and gives its length.</summary>
    /// <param name="to">Room for <see cref="MaxWritten"/> bytes.</param>
    /// <param name="isStream">Whether it goes ahead of a TCP connection, not of a UDP datagram.</param>
    /// <param name="source">The client.</param>
    /// <param name="destination">What the client asked. Where it is of the other family, both go as of IPv6.</param>
    public static int Write(Span<byte> to, bool isStream, UdpEndpoint source, UdpEndpoint destination)
    {
        if (source.IsV4 != destination.IsV4)
        {
            (source, destination) = (source.Map(), destination.Map());
        }
        var size = source.IsV4 ? 4 : 16;
        Signature.CopyTo(to);
        to[12] = Proxied;
        to[13] = (byte)((source.IsV4 ? 0x10 : 0x20) | (isStream ? Stream : Datagram));
        BinaryPrimitives.WriteUInt16BigEndian(to[14..], (ushort)((2 * size) + 4));
        var addresses = to[FixedLength..];
        source.CopyAddress(addresses);
        destination.CopyAddress(addresses[size..]);
        BinaryPrimitives.WriteUInt16BigEndian(addresses[(2 * size)..], source.Port);
        BinaryPrimitives.WriteUInt16BigEndian(addresses[((2 * size) + 2)..], destination.Port);
        return FixedLength + (2 * size) + 4;
    }

    /// <summary>The length of the header that begins here; 0: more bytes are needed to say; -1: this is none.</summary>
    public static int LengthOf(ReadOnlySpan<byte> bytes)
    {
        var known = Math.Min(bytes.Length, Signature.Length);
        if (!bytes[..known].SequenceEqual(Signature[..known]))
        {
            return -1;
        }
        if (bytes.Length < FixedLength)
        {
            return 0;
        }
        var (command, length) = (bytes[12], BinaryPrimitives.ReadUInt16BigEndian(bytes[14..]));
        return command is Local or Proxied && length >= AddressLength(bytes) ? FixedLength + length : -1;
    }

    /// <summary>Reads a whole header.</summary>
    /// <returns>Whether it names a client: else the real addresses hold.</returns>
    public static bool TryRead(ReadOnlySpan<byte> header, out UdpEndpoint source, out UdpEndpoint destination)
    {
        (source, destination) = (default, default);
        if (header[12] == Local || AddressLength(header) == 0)
        {
            return false;
        }
        var size = (AddressLength(header) - 4) / 2;
        var addresses = header[FixedLength..];
        var ports = addresses[(2 * size)..];
        source = Read(addresses[..size], BinaryPrimitives.ReadUInt16BigEndian(ports));
        destination = Read(addresses[size..(2 * size)], BinaryPrimitives.ReadUInt16BigEndian(ports[2..]));
        return true;
    }

    private static int AddressLength(ReadOnlySpan<byte> header) => header[12] == Local ? 0 : (header[13] >> 4) switch
    {
        1 => AddressesV4,
        2 => AddressesV6,
        _ => 0,
    };

    private static UdpEndpoint Read(ReadOnlySpan<byte> address, ushort port)
    {
        if (address.Length == 4)
        {
            return UdpEndpoint.V4(MemoryMarshal.Read<uint>(address), port);
        }
        var v6 = MemoryMarshal.Read<in6_addr>(address);
        return UdpEndpoint.V6(v6, port, 0);
    }
}
