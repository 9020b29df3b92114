namespace Fairlead.Rules.Forwarding;

/// <summary>One server of a statement, as written.</summary>
/// <param name="Host">Literal or Named.</param>
/// <param name="Port">Which port of it.</param>
public sealed record ForwardTarget(EndpointHost Host, TargetPort Port);

/// <summary>The port of a target.</summary>
public abstract record TargetPort
{
    /// <summary>Nothing is written: the port that is listened at.</summary>
    public sealed record Same : TargetPort;

    /// <summary><c>:PORT</c></summary>
    public sealed record Fixed(ushort Number) : TargetPort;

    /// <summary><c>:A-B</c>: the first for the first that is listened at, and so on.</summary>
    public sealed record InStep(PortRange Range) : TargetPort;

    /// <summary><c>:+N</c> or <c>:-N</c>: the port that is listened at, moved.</summary>
    public sealed record Moved(int By) : TargetPort;
}
