namespace Fairlead.Rules;

/// <summary>What a rule speaks of.</summary>
public enum Verb
{
    /// <summary>The local address that a program asks for.</summary>
    Bind,

    /// <summary>The remote address: connect(2), and sendto(2)/sendmsg(2) on an unconnected UDP socket.</summary>
    Connect,

    /// <summary>The source address of UDP answers.</summary>
    Reply,
}

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

/// <summary>One rule as it was written: host names and interfaces are not looked up yet.</summary>
/// <param name="Verb">What it speaks of.</param>
/// <param name="Program">The command name (comm) that it is limited to, with an optional * at the end; null: all.</param>
/// <param name="Protocol">The protocols it reaches.</param>
/// <param name="Match">The addresses and ports it reaches.</param>
/// <param name="Action">What is done.</param>
/// <param name="Options">What is set on the socket beside, in the order written.</param>
public sealed record Rule(
    Verb Verb, string? Program, Protocol Protocol, Match Match, RuleAction Action, ValueList<SocketOption> Options);
