using Fairlead.Layer.Reply;
using Fairlead.Layer.Sockets;
using Fairlead.Linux;

namespace Fairlead.Layer.Feeding;

/// <summary>Between names of sockets and the endpoints of <see cref="ClientTable"/>.</summary>
internal static unsafe class FedName
{
    public static bool IsInet(SocketName* name) => name->Family is SocketConstants.AF_INET or SocketConstants.AF_INET6;

    /// <summary>The endpoint of a name of AF_INET or AF_INET6.</summary>
    public static NetworkEndpoint Read(SocketName* name)
    {
        var address = name->IsV4 ? NetworkAddress.Of((sockaddr_in*)name) : NetworkAddress.Of((sockaddr_in6*)name);
        NetworkEndpoint endpoint = default;
        endpoint.High = address.High;
        endpoint.Low = address.Low;
        endpoint.Port = name->Port;
        return endpoint;
    }

    /// <summary>Writes an endpoint as a name of the family that stands there; false: a name of AF_INET cannot say it.</summary>
    public static bool TryWrite(in NetworkEndpoint endpoint, SocketName* name)
    {
        NetworkAddress address;
        address.High = endpoint.High;
        address.Low = endpoint.Low;
        if (name->IsV4)
        {
            if (!address.IsV4)
                return false;
            ((sockaddr_in*)name)->sin_addr = address.V4;
        }
        else
        {
            name->Word0 = SocketConstants.AF_INET6;
            name->Word1 = (nuint)address.High;
            name->Word2 = (nuint)address.Low;
            name->Word3 = 0;
        }
        name->Port = (ushort)endpoint.Port;
        return true;
    }

    /// <summary>The bytes of a name.</summary>
    public static uint LengthOf(SocketName* name) => name->IsV4 ? (uint)sizeof(sockaddr_in) : (uint)sizeof(sockaddr_in6);
}
