namespace Fairlead.Engines;

/// <summary>Why a call goes on as it was made. There is no pass without one of these.</summary>
public enum PassReason
{
    /// <summary>No rule matches.</summary>
    NoRule,

    /// <summary>A rule says allow.</summary>
    AllowRule,

    /// <summary>The socket is not of AF_INET or AF_INET6 (it cannot be bound or connected by such an address).</summary>
    NotInet,

    /// <summary>connect(2) to AF_UNSPEC, which ends an association.</summary>
    Disconnect,

    /// <summary>The datagram names no address: the socket is connected, and its connect(2) was seen.</summary>
    NoAddress,

    /// <summary>All that the rule wants is done, and the call itself is as the rule wants it.</summary>
    Prepared,

    /// <summary>The connection is under way to where the rule says: the program's own call waits for it.</summary>
    Joined,

    /// <summary>The socket has an address already; listen(2) chooses none.</summary>
    AlreadyBound,

    /// <summary>listen(2) on a socket of UDP, which the kernel refuses.</summary>
    CannotListen,

    /// <summary>The socket is one that no rule has changed.</summary>
    NotOurs,

    /// <summary>No rule needs to see this call.</summary>
    NotNeeded,

    /// <summary>No address is known that the answer should leave from: the peer asked none that a rule has.</summary>
    NoSource,

    /// <summary>The address is none that the kernel would take for this socket: it refuses it.</summary>
    NotTaken,
}
