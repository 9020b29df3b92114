using Fairlead.Bpf.Extended;

namespace Fairlead.Engines.Cgroup.Kernel;

/// <summary>The maps and programs of compiled rules, in the kernel, but attached nowhere yet.</summary>
/// <remarks>
/// Goal: rules are loaded as a whole or not at all. Order: maps are made and filled, then programs are loaded with the maps'
/// descriptors. Disposing closes the descriptors: what is attached by then stays, and its maps with it.
/// </remarks>
public sealed class LoadedRules : IDisposable
{
    private readonly LoadedMap?[] _maps;
    private readonly LoadedProgram?[] _programs;

    private LoadedRules(CompiledRules rules)
    {
        _maps = new LoadedMap?[rules.Maps.Length];
        _programs = new LoadedProgram?[rules.Programs.Length];
    }

    /// <summary>The programs, in the order in which they are attached.</summary>
    public LoadedProgram[] Programs => _programs!;

    /// <summary>The maps, in the order of the compiled rules.</summary>
    public LoadedMap[] Maps => _maps!;

    /// <summary>Loads them.</summary>
    /// <exception cref="Linux.LinuxException">The kernel refuses a map or a program; none of them stays.</exception>
    /// <param name="rules">The rules.</param>
    /// <param name="definition">A map that other programs use already; null: none.</param>
    /// <param name="shared">That map; null: it is made as any other.</param>
    public static LoadedRules Load(CompiledRules rules, MapDefinition? definition = null, LoadedMap? shared = null)
    {
        var loaded = new LoadedRules(rules);
        try
        {
            for (int i = 0; i < rules.Maps.Length; i++)
            {
                bool isShared = shared is not null && ReferenceEquals(rules.Maps[i].Map, definition);
                loaded._maps[i] = isShared ? shared!.Duplicate(definition!) : LoadedMap.Load(rules.Maps[i]);
            }

            for (int i = 0; i < rules.Programs.Length; i++)
                loaded._programs[i] = LoadedProgram.Load(rules.Programs[i], loaded.Maps);
            return loaded;
        }
        catch
        {
            loaded.Dispose();
            throw;
        }
    }

    /// <summary>The map that was made from a definition.</summary>
    public LoadedMap Map(MapDefinition definition) => Find(Maps, definition);

    /// <summary>Keeps a map that no program uses alive as long as any of the programs.</summary>
    public void BindMap(LoadedMap map)
    {
        foreach (var program in Programs) program.BindMap(map);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var program in _programs) program?.Dispose();
        foreach (var map in _maps) map?.Dispose();
    }

    // A definition is its map's identity. The few maps make a dictionary slower than a walk.
    internal static LoadedMap Find(LoadedMap[] maps, MapDefinition definition)
    {
        foreach (var map in maps)
            if (ReferenceEquals(map.Definition, definition)) return map;
        throw new InvalidOperationException($"map {definition.Name} is not among the compiled maps");
    }
}
