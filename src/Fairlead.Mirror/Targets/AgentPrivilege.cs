namespace Fairlead.Mirror.Targets;

/// <summary>What an agent must be permitted.</summary>
public enum AgentPrivilege
{
    /// <summary>Nothing: it says itself what it cannot do.</summary>
    None,

    /// <summary>To copy packets (<c>--passive</c>): CAP_NET_RAW.</summary>
    Passive,

    /// <summary>To take connections: CAP_NET_ADMIN, and CAP_BPF or CAP_SYS_ADMIN.</summary>
    Capture,
}
