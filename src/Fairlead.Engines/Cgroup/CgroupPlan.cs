using Fairlead.Engines.Cgroup.Compile;
using Fairlead.Rules;
using Fairlead.Rules.Planning;

namespace Fairlead.Engines.Cgroup;

/// <summary>What a plan would become on this engine, for people to read before it does.</summary>
public static class CgroupPlan
{
    /// <summary>The programs and maps.</summary>
    public static CompiledRules Compile(Plan plan) =>
        RuleCompiler.Compile(plan.Rules, new RuleMaps(plan.Rules.Length), number: 1, logs: false);

    /// <summary>What the rules do not reach on this engine though it carries them: docs/limits.md has all of it.</summary>
    public static IEnumerable<string> Gaps(Plan plan)
    {
        if (Array.Exists(plan.Rules, r => r.Rule.Verb == Verb.Reply))
        {
            yield return "a server that connects its wildcard socket to the client is not reached by `reply`; `bind` to one "
                + "address helps it (cgroup-reply-connected)";
        }
        if (Array.Exists(plan.Rules, r => r.Rule is { Verb: Verb.Connect, Protocol: not Protocol.Tcp, Action: not RuleAction.Allow }))
        {
            yield return "raw, ping and UDP-Lite sockets are not reached, or not always; --engine seccomp reaches them "
                + "(cgroup-protocols)";
        }
        if (plan.Traps.HasFlag(Traps.Listen))
        {
            yield return "a socket that listens without bind cannot be moved: nobody reaches it; --engine seccomp moves it "
                + "(cgroup-listen)";
        }
    }
}
