using Fairlead.Bpf.Extended;

namespace Fairlead.Engines.Cgroup;

/// <summary>What a plan becomes on this engine, before the kernel knows of it: pure, and the same for the same plan.</summary>
/// <param name="Maps">The maps, with what they hold at the start.</param>
/// <param name="Programs">The programs, in the order in which they are attached.</param>
public sealed record CompiledRules(MapImage[] Maps, HookProgram[] Programs);

/// <summary>A map and its first entries.</summary>
/// <param name="Map">The map.</param>
/// <param name="Count">How many entries there are.</param>
/// <param name="Keys">Their keys, one behind the other.</param>
/// <param name="Values">Their values, one behind the other.</param>
public sealed record MapImage(MapDefinition Map, int Count, byte[] Keys, byte[] Values)
{
    /// <summary>A map that is empty at the start.</summary>
    public static MapImage Empty(MapDefinition map) => new(map, 0, [], []);
}

/// <summary>A program and its place.</summary>
/// <param name="Hook">The place.</param>
/// <param name="Program">The program.</param>
public sealed record HookProgram(Hook Hook, Program Program);
