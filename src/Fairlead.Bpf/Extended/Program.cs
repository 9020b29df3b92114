namespace Fairlead.Bpf.Extended;

/// <summary>A finished program. The kernel takes it when each map reference is replaced by the map's descriptor.</summary>
/// <param name="Instructions">The instructions.</param>
/// <param name="Maps">The references to maps, in the order of the text.</param>
public sealed record Program(Instruction[] Instructions, MapReference[] Maps);

/// <summary>Where a program names a map.</summary>
/// <param name="Index">The first of the two instructions that load 64 bits.</param>
/// <param name="Map">The map.</param>
public sealed record MapReference(int Index, MapDefinition Map);
