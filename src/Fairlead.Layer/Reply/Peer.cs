using System.Runtime.CompilerServices;
using Fairlead.Linux;

namespace Fairlead.Layer.Reply;

/// <summary>Who asked, at which of our ports, and at which address.</summary>
internal unsafe struct Peer
{
    public NetworkAddress Address;

    /// <summary>Our port above, the peer's below, in network order. With the address, it is what an answer is looked up by.</summary>
    public uint Ports;

    /// <summary>Whether a `reply` rule wants answers from where it asked.</summary>
    public bool IsAnswered;

    /// <summary>Where it asked.</summary>
    public NetworkAddress Asked;

    /// <summary>Takes an address of AF_INET or AF_INET6; false: another family, or too short.</summary>
    /// <remarks>AF_UNSPEC is taken for AF_INET, as by sendto(2).</remarks>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static bool TryRead(Peer* peer, void* name, uint length, Known known)
    {
        var isInet6 = (known & Known.IsInet6) != 0;
        var family = length >= sizeof(sockaddr_in) ? ((sockaddr_in*)name)->sin_family : ushort.MaxValue;
        if (family == SocketConstants.AF_INET6 && isInet6 && length >= sizeof(sockaddr_in6) - sizeof(uint))
            peer->Address = NetworkAddress.Of((sockaddr_in6*)name);
        else if (family == SocketConstants.AF_INET || (family == SocketConstants.AF_UNSPEC && !isInet6))
            peer->Address = NetworkAddress.Of((sockaddr_in*)name);
        else
            return false;
        peer->Ports = ((uint)(known & Known.Port) << 16) | ((sockaddr_in*)name)->sin_port;
        return true;
    }
}
