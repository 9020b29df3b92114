namespace Fairlead.Engines.Seccomp;

/// <summary>The calls that a filter can stop, whatever the ABI that they were made by.</summary>
public enum CallKind
{
    /// <summary>A call that no operation is for.</summary>
    Other,

    /// <summary>bind(2)</summary>
    Bind,

    /// <summary>listen(2)</summary>
    Listen,

    /// <summary>connect(2)</summary>
    Connect,

    /// <summary>sendto(2)</summary>
    SendTo,

    /// <summary>sendmsg(2)</summary>
    SendMsg,

    /// <summary>sendmmsg(2)</summary>
    SendMmsg,

    /// <summary>getsockname(2)</summary>
    GetSockName,

    /// <summary>getpeername(2)</summary>
    GetPeerName,

    /// <summary>accept(2)</summary>
    Accept,

    /// <summary>accept4(2)</summary>
    Accept4,

    /// <summary>setsockopt(2)</summary>
    SetSockOpt,
}
