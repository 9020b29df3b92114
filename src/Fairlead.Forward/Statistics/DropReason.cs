namespace Fairlead.Forward.Statistics;

/// <summary>Why a datagram or connection was not forwarded. Each is counted.</summary>
public enum DropReason
{
    /// <summary>The statement has as many sessions as it may have, and none of them could end.</summary>
    SessionLimit,

    /// <summary>No local port is left for a connection to the backend: more `from` addresses give more.</summary>
    NoPort,

    /// <summary>No descriptor or memory is left for a session.</summary>
    NoDescriptor,

    /// <summary>The socket to the backend could not be made for another reason; the log says which.</summary>
    NoUpstream,

    /// <summary>The backend's host answered that nobody listens there, or that there is no way to it.</summary>
    Unreachable,

    /// <summary>The send buffer was full.</summary>
    SendBuffer,

    /// <summary>Longer than can be sent: 65507 bytes over IPv4, with a PROXY header too; or a path that forbids it.</summary>
    TooLong,

    /// <summary>The kernel refused to send for another reason, a firewall for instance.</summary>
    SendError,

    /// <summary>Longer than a datagram can be, or without room for what the kernel says beside it.</summary>
    Truncated,

    /// <summary>No PROXY header where one was promised, or one that cannot be read.</summary>
    ProxyHeader,

    /// <summary>An answer of the backend to a session that has ended.</summary>
    Late,

    /// <summary>The receive buffer was full before we came to read it, as the kernel counts it.</summary>
    ReceiveQueue,
}
