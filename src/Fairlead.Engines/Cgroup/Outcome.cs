namespace Fairlead.Engines.Cgroup;

/// <summary>What a program did with a call.</summary>
internal enum Outcome
{
    /// <summary>No rule matches.</summary>
    Untouched,

    /// <summary>A rule says allow.</summary>
    Allowed,

    /// <summary>A rule says deny.</summary>
    Denied,

    /// <summary>The socket is bound where nobody reaches it.</summary>
    Faked,

    /// <summary>Addresses or options are changed.</summary>
    Steered,

    /// <summary>The rule has no address that the call can take.</summary>
    NoAddress,

    /// <summary>The port that the rule makes is over 65535.</summary>
    PortTooHigh,

    /// <summary>An option of the rule cannot be set.</summary>
    OptionFailed,

    /// <summary>The source cannot be set.</summary>
    SourceFailed,

    /// <summary>The kernel has no memory for what must be kept of the socket.</summary>
    NoMemory,

    /// <summary>A socket listens on an address that the rules move or refuse, and was never bound: nobody reaches it.</summary>
    Unreachable,

    /// <summary>The same, but the program has bound the socket to an interface, and it cannot be closed.</summary>
    ListensOpenly,

    /// <summary>An answer leaves from the address that was asked.</summary>
    Answered,
}
