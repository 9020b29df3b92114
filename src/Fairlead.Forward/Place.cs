using Fairlead.Rules;
using Fairlead.Rules.Forwarding;

namespace Fairlead.Forward;

/// <summary>What makes two places one: by this, a reload and a new process find the sockets that are there.</summary>
/// <param name="Protocol">Tcp or Udp.</param>
/// <param name="Address">The address.</param>
/// <param name="Port">The port.</param>
internal readonly record struct PlaceKey(Protocol Protocol, Address Address, ushort Port)
{
    public static PlaceKey Of(ForwardRule rule, ListenPoint point) => new(rule.Protocol, point.Address, point.Port);
}

/// <summary>A place that is listened at, by one loop or several.</summary>
internal sealed class Place(PlaceKey key, ListenPoint point)
{
    public PlaceKey Key => key;

    public ListenPoint Point => point;

    public List<(ForwardLoop Loop, IListener Listener)> Listeners { get; } = [];
}
