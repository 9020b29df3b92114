namespace Fairlead.Rules;

/// <summary>The options of a rule. Each but <see cref="Hide"/> is one setsockopt(2).</summary>
public enum OptionKind
{
    /// <summary><c>dev IFNAME</c>: SO_BINDTODEVICE.</summary>
    Dev,

    /// <summary><c>mark N</c>: SO_MARK.</summary>
    Mark,

    /// <summary><c>priority N</c>: SO_PRIORITY.</summary>
    Priority,

    /// <summary><c>tos N</c>: IP_TOS or IPV6_TCLASS, 0 to 255.</summary>
    Tos,

    /// <summary><c>reuseaddr</c>: SO_REUSEADDR.</summary>
    ReuseAddr,

    /// <summary><c>reuseport</c>: SO_REUSEPORT.</summary>
    ReusePort,

    /// <summary><c>freebind</c>: IP_FREEBIND or IPV6_FREEBIND.</summary>
    FreeBind,

    /// <summary><c>transparent</c>: IP_TRANSPARENT or IPV6_TRANSPARENT.</summary>
    Transparent,

    /// <summary><c>rcvbuf N</c>: SO_RCVBUF, in bytes.</summary>
    RcvBuf,

    /// <summary><c>sndbuf N</c>: SO_SNDBUF, in bytes.</summary>
    SndBuf,

    /// <summary><c>nodelay</c>: TCP_NODELAY.</summary>
    NoDelay,

    /// <summary><c>congestion NAME</c>: TCP_CONGESTION.</summary>
    Congestion,

    /// <summary><c>hide</c>: getsockname and getpeername show what the program asked for.</summary>
    Hide,
}
