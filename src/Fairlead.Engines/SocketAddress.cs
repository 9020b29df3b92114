using System.Buffers.Binary;
using Fairlead.Linux;
using Fairlead.Rules;

namespace Fairlead.Engines;

/// <summary>Between the kernel's sockaddr_in and sockaddr_in6 and the addresses of rules.</summary>
public static unsafe partial class SocketAddress
{
    /// <summary>The shortest sockaddr_in6 that the kernel takes: SIN6_LEN_RFC2133, without the scope id.</summary>
    private const uint ShortestV6 = 24;

    /// <summary>Reads an address of AF_INET or AF_INET6; false: another family, or too short.</summary>
    public static bool TryRead(in sockaddr_storage from, uint length, out Address address, out ushort port)
    {
        address = default;
        port = 0;
        if (length >= sizeof(sockaddr_in) && from.ss_family == SocketConstants.AF_INET)
        {
            address = Address.V4(BinaryPrimitives.ReverseEndianness(from.v4.sin_addr));
            port = BinaryPrimitives.ReverseEndianness(from.v4.sin_port);
            return true;
        }
        if (length >= ShortestV6 && from.ss_family == SocketConstants.AF_INET6)
        {
            fixed (byte* bytes = from.v6.sin6_addr.s6_addr)
            {
                var halves = (ulong*)bytes;
                address = Address.V6(
                    BinaryPrimitives.ReverseEndianness(halves[0]), BinaryPrimitives.ReverseEndianness(halves[1]));
            }
            port = BinaryPrimitives.ReverseEndianness(from.v6.sin6_port);
            return true;
        }
        return false;
    }

    /// <summary>Writes an address in its own family, and gives the length.</summary>
    /// <remarks>Flow label and scope id of what was there stay, as they are the program's.</remarks>
    public static uint Write(ref sockaddr_storage to, Address address, ushort port)
    {
        if (address.IsV4)
        {
            to.v4 = new sockaddr_in
            {
                sin_family = SocketConstants.AF_INET,
                sin_port = BinaryPrimitives.ReverseEndianness(port),
                sin_addr = BinaryPrimitives.ReverseEndianness((uint)address.Low),
            };
            return (uint)sizeof(sockaddr_in);
        }
        if (to.ss_family != SocketConstants.AF_INET6)
        {
            to.v6 = default;
        }
        to.v6.sin6_family = SocketConstants.AF_INET6;
        to.v6.sin6_port = BinaryPrimitives.ReverseEndianness(port);
        fixed (byte* bytes = to.v6.sin6_addr.s6_addr)
        {
            var halves = (ulong*)bytes;
            halves[0] = BinaryPrimitives.ReverseEndianness(address.High);
            halves[1] = BinaryPrimitives.ReverseEndianness(address.Low);
        }
        return (uint)sizeof(sockaddr_in6);
    }
}
