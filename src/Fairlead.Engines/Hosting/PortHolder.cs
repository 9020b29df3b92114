using Fairlead.Engines.Cgroup.Tree;
using Fairlead.Linux;
using Fairlead.Rules;
using static Fairlead.Linux.InConstants;
using static Fairlead.Linux.SocketConstants;

namespace Fairlead.Engines.Hosting;

/// <summary>Who has a port of this network namespace.</summary>
public static class PortHolder
{
    /// <summary>"process 812 (dnsmasq)", with where it is bound; null: nobody, or the kernel does not tell.</summary>
    public static string? Find(Protocol protocol, Address address, ushort port)
    {
        var sockets = Sockets(protocol == Protocol.Tcp ? IPPROTO_TCP : IPPROTO_UDP)
            .Where(s => s.LocalPort == port && s.RemotePort == 0 && Meets(s.Local.Unmap(), address));
        return sockets.FirstOrDefault() is { } socket ? $"{Holder(socket.Inode)} at {socket.Local.WithPort(port)}" : null;
    }

    // What is bound to [::] may take IPv4 too.
    private static bool Meets(Address taken, Address wanted) =>
        taken == wanted || (taken.IsWildcard && (!taken.IsV4 || wanted.IsV4)) || (wanted.IsWildcard && taken.IsV4 == wanted.IsV4);

    private static List<SocketRecord> Sockets(int protocol)
    {
        var found = new List<SocketRecord>();
        var netlink = NetworkNamespace.OpenSockDiag();
        if (netlink.Ok)
        {
            _ = SockDiag.List(netlink.Int, protocol, AF_INET, CgroupCondition.Everything(), found);
            _ = SockDiag.List(netlink.Int, protocol, AF_INET6, CgroupCondition.Everything(), found);
            _ = Libc.close(netlink.Int);
        }
        return found;
    }

    private static string Holder(ulong inode) => SocketOwners.Of(inode) is { } pid
        ? $"process {pid} ({CgroupProcess.NameOf(pid)})"
        : "a process of another user";
}
