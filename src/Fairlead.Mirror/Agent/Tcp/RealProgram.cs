using Fairlead.Linux;
using Fairlead.Mirror.Agent.Lookup;
using Fairlead.Mirror.Sockets;
using Fairlead.Rules;
using static Fairlead.Linux.InConstants;
using static Fairlead.Linux.SocketConstants;

namespace Fairlead.Mirror.Agent.Tcp;

/// <summary>Dials the program that really listens, so that it sees the client that was taken from it.</summary>
/// <remarks>
/// <para>How. It is called at loopback, from the client's own address and port: so its connection is another one than the
/// client's with the agent, and it sees the client. A program that listens on one address only is called there,
/// from that same address, as the client's connection with the agent has all four numbers already.</para>
/// <para>Limits. A program that listens on one address only sees its own address as the client's.</para>
/// </remarks>
internal sealed class RealProgram(SocketLookup lookup)
{
    /// <summary>Begins to connect. What comes next is told by epoll.</summary>
    /// <param name="client">Who called.</param>
    /// <param name="server">Whom.</param>
    /// <param name="at">Where it listens.</param>
    /// <param name="flow">The flow, to be forgotten when the connection stands or has failed.</param>
    public SysResult Dial(SocketName client, SocketName server, Listening at, out Flow flow)
    {
        flow = default;
        var loopback = client.Address.IsV4 ? Address.LoopbackV4 : Address.LoopbackV6;
        var to = at == Listening.OnAddress ? server : server with { Address = loopback };
        var from = at == Listening.OnAddress ? server with { Port = 0 }
            : client.Address.IsLoopback || IsLinkLocal(client.Address) ? new SocketName(loopback, 0)
            : client;
        var opened = to.Open(SOCK_STREAM);
        if (!opened.Ok)
        {
            return opened;
        }
        var errno = Connect(opened.Int, from, to, out flow);
        if (errno is Errno.None or Errno.EINPROGRESS)
        {
            return opened;
        }
        Forget(flow);
        _ = Libc.close(opened.Int);
        return new SysResult(-1, errno);
    }

    /// <summary>The connection stands, or has failed: the kernel need not be told of it any more.</summary>
    public void Forget(in Flow flow)
    {
        if (flow != default)
        {
            lookup.Forget(flow);
        }
    }

    // fe80::/10 is an address of an interface, which nobody can take on loopback.
    private static bool IsLinkLocal(Address address) => !address.IsV4 && address.High >> 54 == 0xFE80 >> 6;

    private Errno Connect(int socket, SocketName source, SocketName to, out Flow flow)
    {
        flow = default;
        _ = to.Address.IsV4
            ? Libc.setsockopt(socket, IPPROTO_IP, IP_TRANSPARENT, 1)
            : Libc.setsockopt(socket, IPPROTO_IPV6, IPV6_TRANSPARENT, 1);
        var errno = source.Bind(socket);
        if (errno == Errno.EADDRINUSE)
        {
            // The client's port is taken by another connection to the same program: its address is kept.
            errno = (source with { Port = 0 }).Bind(socket);
        }
        if (errno != Errno.None)
        {
            return errno;
        }
        var name = SocketName.LocalOf(socket);
        if (name == to)
        {
            // Nobody listens there, or the port would not have been free: TCP would connect the socket with itself.
            return Errno.ECONNREFUSED;
        }
        flow = new Flow(name.Address, name.Port, to.Address, to.Port);
        return lookup.TryPass(flow) ? to.Connect(socket) : Errno.ENOSPC;
    }
}
