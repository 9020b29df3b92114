using Fairlead.Mirror.Sockets;
using Fairlead.Rules;

namespace Fairlead.Mirror.Agent.Tcp;

/// <summary>The TCP subscriptions of a session, in the order that they came: several may want connections of one port.</summary>
/// <remarks>
/// A port is taken once, by the first subscription that names it, and its connections are given to whoever wants them: the
/// first whose addresses they came to, and, where it reads requests, whose filter matches; else the next one.
/// </remarks>
internal sealed class TcpClaims
{
    private readonly List<TcpSubscription> _inOrder = [];

    /// <summary>The ports of a range that no subscription has taken, as ranges.</summary>
    public List<PortRange> Free(ushort first, ushort last)
    {
        var free = new List<PortRange>();
        for (int port = first; port <= last; port++)
        {
            if (_inOrder.Exists(known => known.Wants.First <= port && port <= known.Wants.Last))
            {
                continue;
            }
            var goesOn = free.Count > 0 && free[^1].Last == port - 1;
            var begin = goesOn ? free[^1].First : (ushort)port;
            if (goesOn)
            {
                free.RemoveAt(free.Count - 1);
            }
            free.Add(new PortRange(begin, (ushort)port));
        }
        return free;
    }

    /// <summary>From now on, this one may have connections.</summary>
    public void Add(TcpSubscription subscription) => _inOrder.Add(subscription);

    /// <summary>It has none from now on.</summary>
    public void Remove(TcpSubscription subscription) => _inOrder.Remove(subscription);

    /// <summary>Who wants a connection to this address, up to the first that asks no more: all but the last have filters.</summary>
    public List<TcpSubscription> Of(SocketName server)
    {
        var wanting = new List<TcpSubscription>();
        foreach (var subscription in _inOrder)
        {
            if (subscription.Wants.Contains(server))
            {
                wanting.Add(subscription);
                if (subscription.Filter is null)
                {
                    break;
                }
            }
        }
        return wanting;
    }
}
