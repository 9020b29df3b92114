using System.Buffers.Binary;
using Fairlead.Linux;
using Fairlead.Rules;
using Fairlead.Udp;

namespace Fairlead.Forward.Sockets;

/// <summary>From the addresses of statements to those of the data path.</summary>
internal static unsafe class AddressConversion
{
    public static UdpEndpoint ToEndpoint(this Address address, ushort port)
    {
        if (address.IsV4)
        {
            return UdpEndpoint.V4(BinaryPrimitives.ReverseEndianness((uint)address.Low), port);
        }
        in6_addr bytes = default;
        ((ulong*)bytes.s6_addr)[0] = BinaryPrimitives.ReverseEndianness(address.High);
        ((ulong*)bytes.s6_addr)[1] = BinaryPrimitives.ReverseEndianness(address.Low);
        return UdpEndpoint.V6(bytes, port, 0);
    }
}
