namespace Fairlead.Rules.Planning;

/// <summary>The engines, in the order in which the planner prefers them.</summary>
public enum EngineKind
{
    /// <summary>BPF programs on a cgroup: nothing resident, no cost on the data path.</summary>
    Cgroup,

    /// <summary>seccomp user notification: needs no privilege, reaches static programs.</summary>
    Seccomp,

    /// <summary>A preloaded library: for hosts that forbid the others.</summary>
    Preload,
}
