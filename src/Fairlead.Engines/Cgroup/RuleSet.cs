using System.Buffers.Binary;
using Fairlead.Engines.Cgroup.Compile;
using Fairlead.Engines.Cgroup.Kernel;
using Fairlead.Engines.Feeding;
using Fairlead.Engines.Logging;
using Fairlead.Rules.Resolution;

namespace Fairlead.Engines.Cgroup;

/// <summary>Rules in the kernel, ready to be attached to a cgroup.</summary>
/// <remarks>They are in force nowhere until <see cref="PutInForce()"/>, however many hooks they are attached to by then.</remarks>
internal sealed class RuleSet : IDisposable
{
    private readonly LoadedRules _loaded;
    private readonly RuleMaps _maps;

    private RuleSet(uint number, LoadedRules loaded, RuleMaps maps, bool isFed) =>
        (Number, _loaded, _maps, IsFed) = (number, loaded, maps, isFed);

    /// <summary>Its number among the rule sets that the cgroup has had.</summary>
    public uint Number { get; }

    /// <summary>Whether a rule makes room for what Fairlead feeds.</summary>
    public bool IsFed { get; }

    /// <summary>Compiles and loads rules.</summary>
    /// <param name="rules">The rules.</param>
    /// <param name="logs">Whether decisions are told.</param>
    /// <param name="before">The rule set in whose place this one comes; null: none.</param>
    public static RuleSet Load(ResolvedRule[] rules, bool logs, AttachedRules? before = null)
    {
        var number = before is null ? 1 : before.Number + 1;
        var maps = new RuleMaps(rules.Length);
        using var inForce = before?.OpenInForce();
        var loaded = LoadedRules.Load(RuleCompiler.Compile(rules, maps, number, logs), maps.InForce, inForce);
        try
        {
            using var text = LoadedMap.Load(RuleSetText.Image(number, rules));
            loaded.BindMap(text);
            return new RuleSet(number, loaded, maps, Array.Exists(rules, rule => rule.IsFed));
        }
        catch
        {
            loaded.Dispose();
            throw;
        }
    }

    /// <summary>The reader of what a rule set with a log decides.</summary>
    /// <returns>Null where no rule decides anything.</returns>
    public DecisionReader? ReadDecisions(Log log) => Array.Exists(_loaded.Maps, map => ReferenceEquals(map.Definition, _maps.Decisions))
        ? new DecisionReader(_loaded.Map(_maps.Decisions), _loaded.Map(_maps.InForce), log)
        : null;

    /// <summary>Where the feeder names clients, under a descriptor of its own: its thread may outlive this.</summary>
    public IClientNames OpenClients() => new ClientNames(_loaded.Map(_maps.Clients).Duplicate(_maps.Clients));

    /// <summary>Attaches all programs, or none; they let all pass as yet.</summary>
    /// <param name="cgroup">A descriptor of the cgroup's directory.</param>
    /// <param name="directory">The directory, for messages.</param>
    public void Attach(int cgroup, string directory)
    {
        var attached = 0;
        try
        {
            foreach (var program in _loaded.Programs)
            {
                CgroupPrograms.Attach(cgroup, program.Hook, program.Descriptor, directory);
                attached++;
            }
        }
        catch
        {
            for (var i = 0; i < attached; i++)
            {
                CgroupPrograms.Detach(cgroup, _loaded.Programs[i].Hook, _loaded.Programs[i].Descriptor, directory);
            }
            throw;
        }
    }

    /// <summary>From now on these rules decide, on all hooks at once, and those that did before do not.</summary>
    public void PutInForce() => PutInForce(_loaded.Map(_maps.InForce), Number);

    /// <summary>Lets another rule set decide, or, with 0, none.</summary>
    public static void PutInForce(LoadedMap inForce, uint number)
    {
        Span<byte> value = stackalloc byte[InForceValue.Length];
        value.Clear();
        BinaryPrimitives.WriteUInt32LittleEndian(value[InForceValue.Number..], number);
        inForce.Update(stackalloc byte[sizeof(uint)], value);
    }

    /// <inheritdoc/>
    public void Dispose() => _loaded.Dispose();
}
