using Fairlead.Engines;
using Fairlead.Layer.Calls;
using Fairlead.Linux;
using Fairlead.Rules;

namespace Fairlead.Layer.Plan;

/// <summary>What BIND_ADDR and BIND_PORT say. A value that is not understood ends the process before main.</summary>
/// <remarks>
/// Blanks and line ends around an address mean nothing, as in inet_addr(3), by which other shims read it: files of variables
/// leave them there. An empty value is refused: it is a variable of a script that was not set, and means no address.
/// </remarks>
internal static unsafe class DropInValues
{
    /// <summary>INET6_ADDRSTRLEN</summary>
    private const int AddressLength = 46;

    private static byte* s_addresses;

    public static void ReadAddresses(byte* value, BlobDestination* v4, BlobDestination* v6)
    {
        s_addresses = value;
        var comma = value;
        while (*comma is not ((byte)',' or 0))
            comma++;
        ReadAddress(value, comma, v4, v6);
        if (*comma == ',')
            ReadAddress(comma + 1, comma + 1 + Bytes.Length(comma + 1), v4, v6);
    }

    public static ushort ReadPort(byte* value)
    {
        byte* start = value, end = value + Bytes.Length(value);
        Trim(ref start, ref end);
        var number = 0;
        for (; start < end && number <= ushort.MaxValue; start++)
            number = *start is >= (byte)'0' and <= (byte)'9' ? (number * 10) + *start - '0' : ushort.MaxValue + 1;
        if (number is 0 or > ushort.MaxValue)
            Start.Refuse("BIND_PORT"u8, value, "a port from 1 to 65535"u8);
        return (ushort)number;
    }

    private static void ReadAddress(byte* start, byte* end, BlobDestination* v4, BlobDestination* v6)
    {
        Trim(ref start, ref end);
        var word = stackalloc byte[AddressLength];
        if (end - start >= AddressLength)
            RefuseAddress();
        Bytes.Copy(word, start, (nuint)(end - start));
        word[end - start] = 0;
        var address = Parse(word);
        var destination = address.IsV4 ? v4 : v6;
        if (destination->IsPresent)
            RefuseAddress();
        destination->IsPresent = true;
        destination->HasAddress = true;
        destination->IsV4 = address.IsV4;
        destination->High = address.High;
        destination->Low = address.Low;
    }

    private static Address Parse(byte* text)
    {
        sockaddr_storage storage = default;
        storage.ss_family = SocketConstants.AF_INET;
        if (Imports.inet_pton(SocketConstants.AF_INET, text, &storage.v4.sin_addr) != 1)
        {
            storage.ss_family = SocketConstants.AF_INET6;
            if (Imports.inet_pton(SocketConstants.AF_INET6, text, storage.v6.sin6_addr.s6_addr) != 1)
                RefuseAddress();
        }
        _ = SocketAddress.TryRead(storage, (uint)sizeof(sockaddr_in6), out var address, out _);
        address = address.Unmap();
        if (address.IsWildcard)
            Start.Refuse("BIND_ADDR"u8, s_addresses, "one address of this host: this one means all of them"u8);
        return address;
    }

    private static void Trim(ref byte* start, ref byte* end)
    {
        while (start < end && IsBlank(*start))
            start++;
        while (start < end && IsBlank(end[-1]))
            end--;
    }

    // isspace(3)
    private static bool IsBlank(byte c) => c is (byte)' ' or (>= (byte)'\t' and <= (byte)'\r');

    private static void RefuseAddress() => Start.Refuse("BIND_ADDR"u8, s_addresses,
        "an IPv4 or IPv6 address, or one of each with a comma between; a host name needs `fairlead run`"u8);
}
