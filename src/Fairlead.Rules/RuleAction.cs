using Fairlead.Linux;

namespace Fairlead.Rules;

/// <summary>What a rule does to a call that it matches.</summary>
public abstract record RuleAction
{
    /// <summary>No action: only the options are set (or, for <c>reply</c>, the verb says it all).</summary>
    public sealed record None : RuleAction;

    /// <summary><c>allow</c>: the call is left as it is, and later rules are not asked.</summary>
    public sealed record Allow : RuleAction;

    /// <summary><c>fake</c>: bind succeeds, and the socket is reachable by nobody.</summary>
    public sealed record Fake : RuleAction;

    /// <summary><c>deny ERRNO</c>: the call fails with that error.</summary>
    public sealed record Deny(Errno Errno) : RuleAction;

    /// <summary><c>to TARGET</c>, <c>from SOURCE</c>, or both.</summary>
    public sealed record Steer(Target? To, Target.Endpoints? From) : RuleAction;
}

/// <summary>Where a call is steered.</summary>
public abstract record Target
{
    /// <summary>Addresses, one per family at most, each with an optional change of port.</summary>
    public sealed record Endpoints(ValueList<Endpoint> List) : Target;

    /// <summary><c>unix:PATH</c>; a path that begins with @ is abstract. %p and %a stand for port and address.</summary>
    /// <param name="Path">The path as written, without quotes.</param>
    /// <param name="Mode">The permission bits of the socket file; null: as umask leaves them.</param>
    public sealed record Unix(string Path, int? Mode) : Target;

    /// <summary><c>activated:NAME</c>: the socket of that name in LISTEN_FDNAMES.</summary>
    public sealed record Activated(string Name) : Target;
}

/// <summary>One entry of a target list.</summary>
/// <param name="Host">The address part.</param>
/// <param name="Port">The port part.</param>
public sealed record Endpoint(EndpointHost Host, PortChange Port);

/// <summary>The address part of a target.</summary>
public abstract record EndpointHost
{
    /// <summary>No address: the one that the program asked for stays (<c>to :8080</c>).</summary>
    public sealed record Same : EndpointHost;

    /// <summary>An address.</summary>
    public sealed record Literal(Address Address) : EndpointHost;

    /// <summary>A host name: its first address of each family.</summary>
    public sealed record Named(string Name) : EndpointHost;

    /// <summary><c>dev IFNAME</c>: the interface's first address of each family.</summary>
    public sealed record Device(string Interface) : EndpointHost;
}

/// <summary>How a target changes the port.</summary>
public readonly record struct PortChange(PortChangeKind Kind, ushort Number)
{
    /// <summary>The port to use for the one that was asked; null where it passes 65535.</summary>
    public ushort? Apply(ushort asked) => Kind switch
    {
        PortChangeKind.Set => Number,
        PortChangeKind.Add when asked != 0 => asked + Number <= ushort.MaxValue ? (ushort)(asked + Number) : null,
        _ => asked,
    };
}
