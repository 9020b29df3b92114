namespace Fairlead.Rules.Forwarding;

/// <summary>One <c>forward</c> statement as it was written: names are not looked up yet.</summary>
/// <param name="Protocol">Tcp, Udp, or Any for both; Any too where a passed socket says it.</param>
/// <param name="Listen">Where it listens.</param>
/// <param name="Ports">The ports; empty where passed sockets have them already.</param>
/// <param name="To">Where it forwards to.</param>
/// <param name="Options">How.</param>
public sealed record ForwardStatement(
    Protocol Protocol, ListenPlace Listen, ValueList<PortRange> Ports, ValueList<ForwardTarget> To, ForwardOptions Options)
{
    /// <summary>Whether this is a target alone, for the passed socket of its turn.</summary>
    public bool IsBare => Listen is ListenPlace.InTurn;
}
