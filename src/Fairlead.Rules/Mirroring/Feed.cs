using Fairlead.Rules.Resolution;

namespace Fairlead.Rules.Mirroring;

/// <summary>One <c>mirror</c> or <c>steal</c> statement for one protocol: what the agent takes and the local side delivers.</summary>
/// <param name="Number">The statement's number among all but rules, from 1; <c>any</c> makes two feeds of one number.</param>
/// <param name="Text">The statement as people write it, for tables and messages.</param>
/// <param name="Source">Where it was written.</param>
/// <param name="Kind">Who answers.</param>
/// <param name="Protocol">Tcp or Udp.</param>
/// <param name="Addresses">The addresses that clients reach the target at.</param>
/// <param name="Ports">The target's ports, at least one.</param>
/// <param name="To">The port that the local program listens on, from the target's.</param>
/// <param name="Options">How.</param>
public sealed record Feed(
    int Number, string Text, SourceLine Source, FeedKind Kind, Protocol Protocol, AddressSet Addresses,
    ValueList<PortRange> Ports, PortChange To, FeedOptions Options)
{
    /// <summary>The port that the local program listens on for a port of the target; resolution has made sure that there is one.</summary>
    public ushort LocalPort(ushort port) => To.Apply(port)!.Value;

    /// <summary>Whether what clients send to this address and port of the target is of this feed.</summary>
    public bool Takes(Address address, ushort port)
    {
        foreach (var range in Ports.Items)
        {
            if (range.Contains(port))
            {
                return Addresses.Contains(address, Verb.Bind);
            }
        }
        return false;
    }
}

/// <summary>One <c>outgoing</c> statement with nothing left to look up.</summary>
/// <param name="Number">The statement's number among all but rules, from 1.</param>
/// <param name="Statement">The statement.</param>
/// <param name="Source">Where it was written.</param>
/// <param name="Addresses">The destinations.</param>
public sealed record Outgoing(int Number, OutgoingStatement Statement, SourceLine Source, AddressSet Addresses);

/// <summary>A port that the local program listens on.</summary>
/// <param name="Protocol">Tcp or Udp.</param>
/// <param name="Port">The port that it asks for.</param>
public readonly record struct LocalPort(Protocol Protocol, ushort Port);
