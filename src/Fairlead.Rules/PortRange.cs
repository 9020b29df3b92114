namespace Fairlead.Rules;

/// <summary>Ports from <paramref name="First"/> to <paramref name="Last"/>, both included.</summary>
public sealed record PortRange(ushort First, ushort Last)
{
    /// <summary>Whether the port is inside.</summary>
    public bool Contains(ushort port) => First <= port && port <= Last;

    /// <inheritdoc/>
    public override string ToString() => First == Last ? $"{First}" : $"{First}-{Last}";
}
