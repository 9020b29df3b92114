using Fairlead.Bpf.Extended;

namespace Fairlead.Engines.Cgroup.Compile;

/// <summary>The maps that the programs of one rule set share, beside those of the index.</summary>
/// <param name="rules">How many rules there are.</param>
internal sealed class RuleMaps(int rules)
{
    /// <summary>How many peers are remembered, of all sockets together.</summary>
    private const int Peers = 65536;

    /// <summary>The rules: <see cref="RuleRecord"/>.</summary>
    public MapDefinition Rules { get; } = new("rules", MapKind.Array, sizeof(uint), RuleRecord.Length, rules);

    /// <summary>
    /// The number of the rule set that is in force: <see cref="InForceValue"/>. Programs of another number let all pass, so that
    /// one write puts one set in the place of another, on all hooks at once.
    /// </summary>
    public MapDefinition InForce { get; } = new("in_force", MapKind.Array, sizeof(uint), InForceValue.Length, 1);

    /// <summary>What is known of sockets: <see cref="SocketState"/>. Accepted ones get what their listener has.</summary>
    public MapDefinition Sockets { get; } = new(
        "sockets", MapKind.SkStorage, sizeof(int), SocketState.Length, 0,
        MapDefinition.BPF_F_NO_PREALLOC | MapDefinition.BPF_F_CLONE);

    /// <summary>The address that a program asked for, by the peer that it got instead: what recvfrom(2) shows.</summary>
    public MapDefinition HiddenPeers { get; } =
        new("hidden_peers", MapKind.LruHash, PeerKey.Length, PeerValue.Length, Peers);

    /// <summary>The local address that a peer asked.</summary>
    public MapDefinition AskedAddresses { get; } =
        new("asked", MapKind.LruHash, PeerKey.Length, PeerValue.Length, Peers);

    /// <summary>Whom the feeder's connections stand for, by protocol and peer: <see cref="ClientValue"/>. The feeder writes it.</summary>
    public MapDefinition Clients { get; } = new(
        "clients", MapKind.Hash, PeerKey.Length, ClientValue.Length, Peers, MapDefinition.BPF_F_NO_PREALLOC);

    /// <summary>The relay whose datagrams a socket's port has received for a client: where answers to the client go.</summary>
    public MapDefinition Relays { get; } = new("relays", MapKind.LruHash, PeerKey.Length, PeerValue.Length, Peers);

    /// <summary>Records for the log: <see cref="DecisionRecord"/>.</summary>
    public MapDefinition Decisions { get; } = new("decisions", MapKind.RingBuf, 0, 0, 1 << 20);
}
