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
