namespace Fairlead.Rules.Mirroring;

/// <summary>Who answers the clients of a port whose traffic is fed to the local program.</summary>
public enum FeedKind
{
    /// <summary><c>mirror</c>: the real program; the local one gets a copy, and its answers are dropped.</summary>
    Mirror,

    /// <summary><c>steal</c>: the local program.</summary>
    Steal,
}
