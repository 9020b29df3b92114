namespace Fairlead.Rules.Forwarding;

/// <summary>Where a statement listens, without the ports.</summary>
public abstract record ListenPlace
{
    /// <summary><c>any</c> or <c>wildcard</c>: 0.0.0.0 and [::].</summary>
    public sealed record Everywhere : ListenPlace;

    /// <summary><c>loopback</c>: 127.0.0.1 and ::1.</summary>
    public sealed record Loopback : ListenPlace;

    /// <summary>An address, or all that a host name or an interface has.</summary>
    public sealed record At(EndpointHost Host) : ListenPlace;

    /// <summary><c>activated:NAME</c>: the passed sockets of that name.</summary>
    public sealed record Activated(string Name) : ListenPlace;

    /// <summary>Nothing is written: the passed socket whose turn it is.</summary>
    public sealed record InTurn : ListenPlace;
}
