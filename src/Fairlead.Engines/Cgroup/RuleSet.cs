using Fairlead.Engines.Cgroup.Compile;
using Fairlead.Engines.Cgroup.Kernel;
using Fairlead.Engines.Logging;
using Fairlead.Rules.Resolution;

namespace Fairlead.Engines.Cgroup;

/// <summary>Rules in the kernel, ready to be attached to a cgroup.</summary>
internal sealed class RuleSet : IDisposable
{
    /// <summary>The number of the first rule set of a cgroup.</summary>
    private const uint First = 1;

    private readonly LoadedRules _loaded;
    private readonly RuleMaps _maps;

    private RuleSet(LoadedRules loaded, RuleMaps maps) => (_loaded, _maps) = (loaded, maps);

    /// <summary>Compiles and loads rules.</summary>
    public static RuleSet Load(ResolvedRule[] rules, bool logs)
    {
        var maps = new RuleMaps(rules.Length);
        return new RuleSet(LoadedRules.Load(RuleCompiler.Compile(rules, maps, First, logs)), maps);
    }

    /// <summary>The reader of what a rule set with a log decides.</summary>
    public DecisionReader ReadDecisions(Log log) => new(_loaded.Map(_maps.Decisions), _loaded.Map(_maps.InForce), log);

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
