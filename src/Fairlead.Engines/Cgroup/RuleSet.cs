using Fairlead.Engines.Cgroup.Compile;
using Fairlead.Engines.Cgroup.Kernel;
using Fairlead.Rules.Resolution;

namespace Fairlead.Engines.Cgroup;

/// <summary>Rules in the kernel, ready to be attached to a cgroup.</summary>
internal sealed class RuleSet : IDisposable
{
    /// <summary>The number of the first rule set of a cgroup.</summary>
    private const uint First = 1;

    private readonly LoadedRules _loaded;

    private RuleSet(LoadedRules loaded) => _loaded = loaded;

    /// <summary>Compiles and loads rules.</summary>
    public static RuleSet Load(ResolvedRule[] rules, bool logs)
    {
        var maps = new RuleMaps(rules.Length);
        return new RuleSet(LoadedRules.Load(RuleCompiler.Compile(rules, maps, First, logs)));
    }

    /// <summary>Attaches all programs, or none.</summary>
    /// <param name="cgroup">A descriptor of the cgroup's directory.</param>
    /// <param name="directory">The directory, for messages.</param>
    public void Attach(int cgroup, string directory)
    {
        foreach (var program in _loaded.Programs)
        {
            CgroupPrograms.Attach(cgroup, program.Hook, program.Descriptor, directory);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _loaded.Dispose();
}
