using Fairlead.Rules;

namespace Fairlead.Engines.Feeding;

/// <summary>A connection, or the datagrams of one client, that Fairlead feeds to the program: as sockets have it.</summary>
/// <param name="Protocol">Tcp or Udp.</param>
/// <param name="Source">Where it comes from: the program's real peer. Unmapped.</param>
/// <param name="SourcePort">Its port.</param>
public readonly record struct FlowKey(Protocol Protocol, Address Source, ushort SourcePort);

/// <summary>What a fed connection stands for: as the program is to see it.</summary>
/// <param name="Client">The real client. Unmapped.</param>
/// <param name="ClientPort">Its port.</param>
/// <param name="Server">The address that the client asked. Unmapped.</param>
/// <param name="ServerPort">Its port.</param>
public readonly record struct FlowName(Address Client, ushort ClientPort, Address Server, ushort ServerPort);
