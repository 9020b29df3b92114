namespace Fairlead.Rules;

/// <summary>The addresses and ports that a rule reaches.</summary>
/// <param name="Not">Whether the address (never the port) is inverted.</param>
/// <param name="Address">The addresses.</param>
/// <param name="Ports">The ports; empty: all.</param>
public sealed record Match(bool Not, AddressPattern Address, ValueList<PortRange> Ports);

/// <summary>A set of addresses, as written.</summary>
public abstract record AddressPattern
{
    /// <summary><c>any</c>: every address.</summary>
    public sealed record Any : AddressPattern;

    /// <summary><c>wildcard</c>: 0.0.0.0 and ::.</summary>
    public sealed record Wildcard : AddressPattern;

    /// <summary><c>loopback</c>: 127.0.0.0/8 and ::1.</summary>
    public sealed record Loopback : AddressPattern;

    /// <summary>An address or a CIDR block.</summary>
    public sealed record Block(Network Network) : AddressPattern;

    /// <summary>Every address of a host name.</summary>
    public sealed record Host(string Name) : AddressPattern;
}
