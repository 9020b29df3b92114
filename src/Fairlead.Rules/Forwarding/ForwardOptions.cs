namespace Fairlead.Rules.Forwarding;

/// <summary>How a statement forwards. What is null is left to the forwarder or the kernel.</summary>
public sealed record ForwardOptions
{
    /// <summary>The defaults.</summary>
    public static readonly ForwardOptions Default = new();

    /// <summary>The source addresses of connections to the backend; empty: the kernel picks.</summary>
    public ValueList<Address> From { get; init; } = [];

    /// <summary>After how many seconds without traffic a session ends; null: 60 for UDP, never for TCP.</summary>
    public int? Idle { get; init; }

    /// <summary>How many sessions there are at most; null: as many as descriptors allow, 65536 at most.</summary>
    public int? Sessions { get; init; }

    /// <summary>Who makes room where <see cref="Sessions"/> is reached. UDP only.</summary>
    public Eviction Evict { get; init; }

    /// <summary>Whose address the backend sees.</summary>
    public Transparency Transparent { get; init; }

    /// <summary><c>proxy-v2</c>: a PROXY protocol header goes ahead of the data (TCP) or of each datagram (UDP).</summary>
    public bool SendProxy { get; init; }

    /// <summary><c>accept-proxy-v2</c>: what comes has such a header, which says who the client is.</summary>
    public bool AcceptProxy { get; init; }

    /// <summary>Every how many seconds host names are looked up again.</summary>
    public int Resolve { get; init; } = 30;

    /// <summary>The interface of the connections to the backend.</summary>
    public string? Device { get; init; }

    /// <summary>SO_MARK of the connections to the backend.</summary>
    public uint? Mark { get; init; }

    /// <summary>SO_RCVBUF of listening sockets, in bytes.</summary>
    public uint? ReceiveBuffer { get; init; }

    /// <summary>SO_SNDBUF of listening sockets, in bytes.</summary>
    public uint? SendBuffer { get; init; }

    /// <summary>Whether an address may be listened at that this host does not have (yet).</summary>
    public bool FreeBind { get; init; }
}

/// <summary>Which session ends where there is no room for a new one.</summary>
public enum Eviction
{
    /// <summary>The oldest whose client has not been heard of again after the backend answered; none: the new client is refused.</summary>
    Unconfirmed,

    /// <summary>The one that has been idle longest.</summary>
    Idlest,

    /// <summary>None: the new client is refused.</summary>
    None,
}

/// <summary>Whose address the backend sees.</summary>
public enum Transparency
{
    /// <summary>The forwarder's: each client has a socket of its own here.</summary>
    None,

    /// <summary>The client's own address and port; answers come back through the forwarder.</summary>
    Full,

    /// <summary>The client's own; answers go straight to the client. UDP only.</summary>
    OneWay,
}
