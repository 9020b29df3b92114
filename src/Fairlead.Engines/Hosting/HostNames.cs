using System.Net;
using System.Net.NetworkInformation;
using System.Net.Sockets;
using Fairlead.Linux;
using Fairlead.Rules;
using Fairlead.Rules.Resolution;

namespace Fairlead.Engines.Hosting;

/// <summary>Answers the questions of rule resolution from this host.</summary>
public sealed unsafe class HostNames : INames
{
    /// <inheritdoc/>
    public Address[]? Host(string name)
    {
        try
        {
            var found = Dns.GetHostAddresses(name);
            return found.Length == 0 ? null : Array.ConvertAll(found, Address.From);
        }
        catch (SocketException)
        {
            return null;
        }
    }

    /// <inheritdoc/>
    public Address[]? Interface(string name)
    {
        var found = Array.Find(NetworkInterface.GetAllNetworkInterfaces(), i => i.Name == name);
        if (found is null)
        {
            return null;
        }
        var addresses = new List<Address>();
        foreach (var unicast in found.GetIPProperties().UnicastAddresses)
        {
            if (!unicast.Address.IsIPv6LinkLocal)
            {
                addresses.Add(Address.From(unicast.Address));
            }
        }
        return [.. addresses];
    }

    /// <inheritdoc/>
    /// <remarks>The kernel is asked by a bind, as only it knows of AnyIP routes and net.ipv4.ip_nonlocal_bind.</remarks>
    public bool IsLocal(Address address)
    {
        var family = address.IsV4 ? SocketConstants.AF_INET : SocketConstants.AF_INET6;
        var socket = Libc.socket(family, SocketConstants.SOCK_DGRAM | SocketConstants.SOCK_CLOEXEC, 0);
        if (!socket.Ok)
        {
            return false;
        }
        sockaddr_storage storage = default;
        var length = SocketAddress.Write(ref storage, address, 0);
        var errno = Libc.bind(socket.Int, &storage, length);
        _ = Libc.close(socket.Int);
        return errno == Errno.None;
    }

    /// <inheritdoc/>
    public ActivatedSocket? Activated(string name) => Array.Find(Activation.Sockets, s => s.Name == name);
}
