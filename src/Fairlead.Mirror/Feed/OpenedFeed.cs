using Fairlead.Mirror.Frames;
using Fairlead.Rules.Mirroring;

namespace Fairlead.Mirror.Feed;

/// <summary>A range of ports of a feed that the agent was asked for: a subscription.</summary>
/// <param name="Feed">The feed.</param>
/// <param name="Address">Where the local program is.</param>
/// <param name="Patience">How long in all a client may be held back so that its copy stays whole, in milliseconds.</param>
internal sealed record OpenedFeed(Rules.Mirroring.Feed Feed, SessionAddress Address, int Patience)
{
    /// <summary>Whether the local program answers.</summary>
    public bool IsStolen => Feed.Kind == FeedKind.Steal;

    /// <summary>Whether its answers are compared with the real ones.</summary>
    public bool IsCompared => Feed.Options.Diff;

    /// <summary>The local program's real port for a port of the target.</summary>
    public ushort RealPort(ushort port) => Address.PortOf(new LocalPort(Feed.Protocol, Feed.LocalPort(port)));

    /// <summary>What the agent is asked.</summary>
    public SubscribeMessage Message(Rules.PortRange ports) => new(
        IsStolen, Feed.Protocol == Rules.Protocol.Tcp ? "tcp" : "udp", Networks(), Feed.Addresses.Not, ports.First, ports.Last,
        Feed.Options.Passive, IsCompared, [.. Feed.Options.Headers.Items.Select(h => $"{h.Name}: {h.Value}")],
        [.. Feed.Options.Paths.Items], Patience);

    private string[] Networks() => Feed.Addresses.Pattern switch
    {
        Rules.AddressPattern.Loopback => ["127.0.0.0/8", "::1"],
        Rules.AddressPattern.Any or Rules.AddressPattern.Wildcard => [],
        _ => [.. Feed.Addresses.Networks.Select(network => network.ToString())],
    };
}
