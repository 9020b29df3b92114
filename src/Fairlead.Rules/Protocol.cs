namespace Fairlead.Rules;

/// <summary>The transport protocols that a rule reaches.</summary>
public enum Protocol
{
    /// <summary>Every IPv4 and IPv6 socket.</summary>
    Any,

    /// <summary>Stream sockets of TCP and MPTCP.</summary>
    Tcp,

    /// <summary>Datagram sockets of UDP and UDP-Lite.</summary>
    Udp,
}
