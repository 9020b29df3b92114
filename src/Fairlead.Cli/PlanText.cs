using System.Text;
using Fairlead.Bpf.Classic;
using Fairlead.Cli.Mirroring;
using Fairlead.Engines.Cgroup;
using Fairlead.Engines.Hosting;
using Fairlead.Engines.Launch;
using Fairlead.Engines.Seccomp;
using Fairlead.Rules.Mirroring;
using Fairlead.Rules.Planning;

namespace Fairlead.Cli;

/// <summary>A plan as people read it.</summary>
internal static class PlanText
{
    /// <summary>The whole plan; with details, also the filter or the programs.</summary>
    /// <param name="plan">The plan for the rules.</param>
    /// <param name="session">What the rules were made of.</param>
    /// <param name="details">Whether the filter or the programs are wanted.</param>
    public static string Render(Plan plan, MirrorPlan session, bool details)
    {
        var text = new StringBuilder();
        text.Append($"engine: {plan.Engine.ToString()!.ToLowerInvariant()}\n");
        foreach (var refusal in plan.Refusals)
        {
            text.Append($"  not {refusal}\n");
        }
        MirrorText.Append(text, session);
        text.Append(plan.Rules.Length > 0 ? "rules:\n" : "rules: none\n");
        foreach (var rule in plan.Rules)
        {
            text.Append($"  {rule.Number}. {rule}\n");
        }
        switch (plan.Engine)
        {
            case EngineKind.Cgroup:
                AppendCgroup(text, plan, details);
                break;
            case EngineKind.Seccomp:
                AppendSeccomp(text, plan, details);
                break;
            default:
                PreloadText.Append(text, plan);
                break;
        }
        return text.ToString();
    }

    private static void AppendSeccomp(StringBuilder text, Plan plan, bool details)
    {
        text.Append($"stops: {Calls(plan.Traps)}\n");
        text.Append($"refuses: {Refused(plan.Traps)}\n");
        if (plan.Traps.HasFlag(Traps.Send))
        {
            text.Append("cost: every sendto with an address, sendmsg and sendmmsg waits for the supervisor, some microseconds each\n");
        }
        if (details)
        {
            text.Append("filter:\n").Append(Disassembler.Listing(SeccompFilter.Build(plan.Traps), SeccompNames.Describe));
        }
    }

    private static void AppendCgroup(StringBuilder text, Plan plan, bool details)
    {
        var compiled = CgroupPlan.Compile(plan);
        text.Append("hooks: ").AppendJoin(", ", compiled.Programs.Select(p => p.Hook.Name).DefaultIfEmpty("none")).Append('\n');
        text.Append("maps: ").AppendJoin(", ", compiled.Maps.Select(m => m.Map.Name)).Append('\n');
        text.Append("stays: nothing but the cgroup, until the next run or `fairlead gc`; with -v or --supervise, a process\n");
        foreach (var gap in CgroupPlan.Gaps(plan))
        {
            text.Append($"limit: {gap}\n");
        }
        foreach (var program in details ? compiled.Programs : [])
        {
            text.Append($"{program.Hook.Name}:\n").Append(Fairlead.Bpf.Extended.Disassembler.Listing(program.Program));
        }
    }

    /// <summary>A program, and what is to be known of it before it runs under the plan.</summary>
    /// <param name="program">The program; null: none was given.</param>
    /// <param name="engine">The engine of the plan.</param>
    public static string Describe(ProgramFacts? program, EngineKind? engine) => program is null
        ? ""
        : $"program: {ByteText.ForPeople(program.File)}: {program.Kind}\n"
            + (program.IsSetuid && engine == EngineKind.Seccomp && SeccompHost.NeedsNoNewPrivs ? $"  {SetuidWarning}\n" : "");

    /// <summary>What becomes of a setuid program without privilege.</summary>
    public const string SetuidWarning =
        "it is setuid, and seccomp without CAP_SYS_ADMIN sets no_new_privs: it runs with its caller's privilege";

    /// <summary>Why there is no plan.</summary>
    /// <param name="plan">The plan without an engine.</param>
    /// <param name="able">The engines that could, had no other been asked for.</param>
    /// <param name="write">Where a line is said.</param>
    public static void WriteRefusals(Plan plan, EngineKind[] able, Action<string> write)
    {
        write(able.Length == 0 ? "no engine can carry these rules here:" : "the engine that was asked for cannot carry these rules here:");
        foreach (var refusal in plan.Refusals)
        {
            write($"  {refusal}");
        }
        if (able.Length > 0)
        {
            write($"  {string.Join(" and ", Array.ConvertAll(able, NameOf))} can: leave out --engine");
        }
    }

    private static string NameOf(EngineKind engine) => engine.ToString().ToLowerInvariant();

    /// <summary>The calls that are refused, as they would go past the rules, in words.</summary>
    public static string Refused(Traps traps) =>
        "io_uring_setup (ENOSYS)" + (traps.HasFlag(Traps.FastOpen) ? ", MSG_FASTOPEN (EOPNOTSUPP)" : "");

    /// <summary>The calls that a plan needs to see, in words.</summary>
    public static string Calls(Traps traps)
    {
        var names = new List<string>();
        foreach (var trap in Enum.GetValues<Traps>())
        {
            if (trap is not (Traps.None or Traps.FastOpen) && traps.HasFlag(trap))
            {
                names.Add(trap == Traps.Send ? "sendto with an address, sendmsg, sendmmsg" : trap.ToString().ToLowerInvariant());
            }
        }
        return names.Count == 0 ? "nothing" : string.Join(", ", names);
    }
}
