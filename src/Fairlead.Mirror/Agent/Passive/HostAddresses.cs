using Fairlead.Engines;
using Fairlead.Linux;
using Fairlead.Rules;
using static Fairlead.Linux.SocketConstants;

namespace Fairlead.Mirror.Agent.Passive;

/// <summary>Whether an address is this host's, so that a packet to it is for a program here, and is not forwarded.</summary>
/// <remarks>A socket can be bound to those addresses alone. Answers are kept until they are forgotten.</remarks>
internal sealed unsafe class HostAddresses
{
    private const int Most = 1024;
    private readonly Dictionary<(Address Address, int Device), bool> _known = [];

    /// <param name="address">The address.</param>
    /// <param name="device">The index of the device where it was asked for.</param>
    public bool Contains(Address address, int device)
    {
        var key = (address, IsLinkLocal(address) ? device : 0);
        if (!_known.TryGetValue(key, out var isHere))
        {
            if (_known.Count == Most)
            {
                Forget();
            }
            _known[key] = isHere = CanBind(address, key.Item2);
        }
        return isHere;
    }

    /// <summary>Forgets all answers, as addresses come and go.</summary>
    public void Forget() => _known.Clear();

    /// <summary>Whether an address is one of a link, fe80::/10, which says nothing without its device.</summary>
    public static bool IsLinkLocal(Address address) => !address.IsV4 && address.High >> 54 == 0xFE80 >> 6;

    private static bool CanBind(Address address, int device)
    {
        var opened = Libc.socket(address.IsV4 ? AF_INET : AF_INET6, SOCK_DGRAM | SOCK_CLOEXEC, 0);
        if (!opened.Ok)
        {
            return false;
        }
        sockaddr_storage name = default;
        var length = SocketAddress.Write(ref name, address, 0);
        if (device != 0)
        {
            name.v6.sin6_scope_id = (uint)device;
        }
        var errno = Libc.bind(opened.Int, &name, length);
        _ = Libc.close(opened.Int);
        return errno == Errno.None;
    }
}
