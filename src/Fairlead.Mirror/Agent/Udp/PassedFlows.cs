using Fairlead.Mirror.Agent.Lookup;
using Fairlead.Mirror.Agent.Passive;

namespace Fairlead.Mirror.Agent.Udp;

/// <summary>Clients of stolen ports that the real program gets, for a while.</summary>
/// <remarks>After that while the next datagram is looked at again: the feeder's program may listen by then.</remarks>
internal sealed class PassedFlows(SocketLookup lookup)
{
    private const int Most = 16384;
    private const int Patience = 5000;
    private readonly RecentTable<DatagramFlow, DatagramFlow> _flows = new();

    /// <summary>Lets the kernel give the real program what comes next of a client. False: there are too many.</summary>
    public bool TryPass(in DatagramFlow flow, long now)
    {
        if (_flows.TryUse(flow, now, out _))
        {
            return true;
        }
        if (_flows.Count == Most || !lookup.TryPass(flow.Flow))
        {
            return false;
        }
        _flows.Add(flow, flow, now);
        return true;
    }

    /// <summary>Takes back those whose time is over.</summary>
    public void Expire(long before)
    {
        while (_flows.TryTakeOldest(before - Patience, out var flow))
        {
            lookup.Forget(flow.Flow);
        }
    }

    /// <summary>Takes all back.</summary>
    public void Clear() => Expire(long.MaxValue);
}
