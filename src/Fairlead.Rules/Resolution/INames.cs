namespace Fairlead.Rules.Resolution;

/// <summary>What resolution asks of the host. The only way in which rules reach the outside, once, at start.</summary>
public interface INames
{
    /// <summary>The addresses of a host name; null where it has none.</summary>
    Address[]? Host(string name);

    /// <summary>The addresses of an interface; null where there is no such interface.</summary>
    Address[]? Interface(string name);

    /// <summary>Whether a socket of this host can be bound to the address.</summary>
    bool IsLocal(Address address);

    /// <summary>What the service manager passed under the name in LISTEN_FDNAMES; null where it passed none.</summary>
    ActivatedSocket? Activated(string name);
}

/// <summary>A socket that the service manager passed.</summary>
/// <param name="Name">Its name in LISTEN_FDNAMES.</param>
/// <param name="Descriptor">Its number.</param>
/// <param name="IsUnix">Whether it is of AF_UNIX.</param>
public sealed record ActivatedSocket(string Name, int Descriptor, bool IsUnix)
{
    /// <summary>Tcp or Udp; null: another one, or it was not asked.</summary>
    public Protocol? Protocol { get; init; }

    /// <summary>The address that it is bound to; null: it has none of IPv4 or IPv6, or it was not asked.</summary>
    public Address? Address { get; init; }

    /// <summary>The port that it is bound to.</summary>
    public ushort Port { get; init; }

    /// <summary>Whether it is at [::] and takes what comes over IPv4 too.</summary>
    public bool IsDualStack { get; init; }
}
