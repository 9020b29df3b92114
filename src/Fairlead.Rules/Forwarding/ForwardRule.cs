namespace Fairlead.Rules.Forwarding;

/// <summary>One <c>forward</c> statement for one protocol, with what its names mean here: what the forwarder carries out.</summary>
/// <param name="Number">Its number among all statements, from 1.</param>
/// <param name="Text">The statement as people write it, for tables and messages.</param>
/// <param name="Protocol">Tcp or Udp; <c>any</c> makes two of these.</param>
/// <param name="Listen">Where it listens; at least one place.</param>
/// <param name="To">Where it forwards to; at least one backend.</param>
/// <param name="Options">How.</param>
public sealed record ForwardRule(
    int Number, string Text, Protocol Protocol, ValueList<ListenPoint> Listen, ValueList<Backend> To, ForwardOptions Options);

/// <summary>A place to listen at.</summary>
/// <param name="Address">The address. [::] is of IPv6 alone: <c>any</c> and <c>wildcard</c> are two places.</param>
/// <param name="Port">The port.</param>
/// <param name="Passed">The socket of the service manager that is this place; null: one is opened.</param>
public sealed record ListenPoint(Address Address, ushort Port, Resolution.ActivatedSocket? Passed = null);

/// <summary>One server that is forwarded to.</summary>
/// <param name="Name">The host name that is looked up again and again; null: an address was written.</param>
/// <param name="Addresses">What the name means now, or the one address.</param>
/// <param name="Port">Which port of it.</param>
public sealed record Backend(string? Name, ValueList<Address> Addresses, BackendPort Port);

/// <summary>The port of a backend for a port that is listened at.</summary>
/// <param name="IsFixed">Whether it is always the same one.</param>
/// <param name="Number">That one; else what is added to the port that is listened at, which may be negative.</param>
public readonly record struct BackendPort(bool IsFixed, int Number)
{
    /// <summary>The port for one that is listened at; resolution has made sure that there is one.</summary>
    public ushort For(ushort listening) => (ushort)(IsFixed ? Number : listening + Number);
}
