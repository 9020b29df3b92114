using System.Buffers.Binary;
using Fairlead.Engines.Cgroup.Compile;
using Fairlead.Engines.Cgroup.Kernel;
using Fairlead.Engines.Cgroup.Tree;
using Fairlead.Linux;

namespace Fairlead.Engines.Cgroup;

/// <summary>A rule of a rule set that is attached, and what it has done.</summary>
/// <param name="Text">The rule, as it was written.</param>
/// <param name="Hits">How many calls it has decided.</param>
/// <param name="Failures">How many of them failed because it could not be carried out.</param>
public sealed record AttachedRule(string Text, ulong Hits, ulong Failures);

/// <summary>A program of a rule set, and where it is attached.</summary>
/// <param name="Hook">Where.</param>
/// <param name="Program">The program, as the kernel describes it.</param>
public sealed record HookedProgram(Hook Hook, AttachedProgram Program);

/// <summary>A rule set that is attached to a cgroup, as the kernel tells it: there is no other record.</summary>
/// <param name="Directory">The cgroup's directory.</param>
/// <param name="Number">The number of the rule set.</param>
/// <param name="Since">When it was loaded.</param>
/// <param name="IsInForce">Whether it decides: one that an interrupted attach has left behind does not.</param>
/// <param name="Rules">The rules.</param>
/// <param name="Programs">Its programs.</param>
public sealed record AttachedRules(
    string Directory, uint Number, DateTimeOffset Since, bool IsInForce, AttachedRule[] Rules, HookedProgram[] Programs)
{
    private const string ProgramPrefix = "fl_", RulesMap = "rules", InForceMap = "in_force";

    /// <summary>The rule sets of a cgroup itself, not of those above or below it; the one in force first.</summary>
    /// <exception cref="LinuxException">The kernel does not tell: it demands CAP_SYS_ADMIN for that.</exception>
    public static AttachedRules[] Find(string directory)
    {
        var opened = CgroupFiles.Open(directory);
        if (!opened.Ok)
        {
            return [];
        }
        try
        {
            return [.. ProgramsOf(opened.Int, directory)
                .GroupBy(p => MapId(p.Program, RuleSetText.MapName))
                .Where(set => set.Key != 0)
                .Select(set => Read(directory, set.Key, [.. set]))
                .OrderByDescending(set => set.IsInForce)];
        }
        finally
        {
            _ = Libc.close(opened.Int);
        }
    }

    /// <summary>Opens the map that says which rule set of the cgroup is in force.</summary>
    internal LoadedMap OpenInForce() => LoadedMap.Open(MapId(Programs[0].Program, InForceMap));

    private static IEnumerable<HookedProgram> ProgramsOf(int cgroup, string directory)
    {
        foreach (var hook in Hook.All)
        {
            foreach (var id in CgroupPrograms.Query(cgroup, hook, directory))
            {
                if (AttachedProgram.Find(id) is { } program && program.Name.StartsWith(ProgramPrefix, StringComparison.Ordinal))
                {
                    yield return new HookedProgram(hook, program);
                }
            }
        }
    }

    private static AttachedRules Read(string directory, uint textMap, HookedProgram[] programs)
    {
        using var map = LoadedMap.Open(textMap);
        var text = RuleSetText.Read(map) ?? throw new LinuxException(
            $"rules on {directory}", Errno.EPROTO, "another version of Fairlead has put them there: that version takes them off");
        using var rules = LoadedMap.Open(MapIdOfAny(programs, RulesMap));
        using var inForce = LoadedMap.Open(MapIdOfAny(programs, InForceMap));
        var lines = new AttachedRule[text.Rules.Length];
        for (var i = 0; i < lines.Length; i++)
        {
            lines[i] = ReadRule(text.Rules[i], rules, i);
        }
        return new AttachedRules(directory, text.Number, text.Since, NumberInForce(inForce) == text.Number, lines, programs);
    }

    private static AttachedRule ReadRule(string text, LoadedMap rules, int place)
    {
        var record = new byte[rules.Definition.ValueSize];
        return rules.TryLookup(BitConverter.GetBytes(place), record)
            ? new AttachedRule(
                text, BinaryPrimitives.ReadUInt64LittleEndian(record.AsSpan(RuleRecord.Hits)),
                BinaryPrimitives.ReadUInt64LittleEndian(record.AsSpan(RuleRecord.Failures)))
            : new AttachedRule(text, 0, 0);
    }

    private static uint NumberInForce(LoadedMap inForce)
    {
        Span<byte> value = stackalloc byte[InForceValue.Length];
        return inForce.TryLookup(stackalloc byte[sizeof(uint)], value)
            ? BinaryPrimitives.ReadUInt32LittleEndian(value[InForceValue.Number..])
            : 0;
    }

    private static uint MapIdOfAny(HookedProgram[] programs, string name) =>
        programs.Select(p => MapId(p.Program, name)).First(id => id != 0);

    // Map names are not unique in the kernel, but those of one program are.
    private static uint MapId(AttachedProgram program, string name)
    {
        foreach (var id in program.MapIds)
        {
            using var map = LoadedMap.Open(id);
            if (map.Definition.Name == name)
            {
                return id;
            }
        }
        return 0;
    }
}
