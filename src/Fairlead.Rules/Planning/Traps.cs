namespace Fairlead.Rules.Planning;

/// <summary>The system calls that a plan needs to see. Whatever is not here runs at the kernel's own speed.</summary>
[Flags]
public enum Traps
{
    /// <summary>No call.</summary>
    None = 0,

    /// <summary>bind(2)</summary>
    Bind = 1 << 0,

    /// <summary>listen(2), which binds an unbound socket to the wildcard address.</summary>
    Listen = 1 << 1,

    /// <summary>connect(2)</summary>
    Connect = 1 << 2,

    /// <summary>sendto(2) with an address, sendmsg(2) and sendmmsg(2): the data path of unconnected UDP.</summary>
    Send = 1 << 3,

    /// <summary>getsockname(2)</summary>
    GetSockName = 1 << 4,

    /// <summary>getpeername(2)</summary>
    GetPeerName = 1 << 5,

    /// <summary>accept(2) and accept4(2).</summary>
    Accept = 1 << 6,

    /// <summary>setsockopt(2)</summary>
    SetSockOpt = 1 << 7,

    /// <summary>Not a notification: MSG_FASTOPEN, which connects without connect(2), is refused by the filter.</summary>
    FastOpen = 1 << 8,
}
