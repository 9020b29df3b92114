using Fairlead.Rules.Resolution;

namespace Fairlead.Rules.Planning;

/// <summary>
/// Chooses the engine: the first, in the order of <see cref="EngineKind"/>, that can carry every rule and that this
/// host allows. Pure: no I/O, no clock, no order that depends on anything but the input.
/// </summary>
public static class Planner
{
    /// <summary>Makes the plan.</summary>
    /// <param name="rules">The rules, in order.</param>
    /// <param name="host">What the host allows.</param>
    /// <param name="forced">The one engine that may be used; null: any.</param>
    public static Plan Plan(ResolvedRule[] rules, Features host, EngineKind? forced = null)
    {
        EngineKind? chosen = null;
        var refusals = new List<Refusal>();
        foreach (var engine in host.Engines)
        {
            if (forced is not null && forced != engine.Engine)
            {
                continue;
            }
            var refusal = WhyNot(engine, rules);
            if (refusal is not null)
            {
                refusals.Add(refusal);
            }
            else
            {
                chosen ??= engine.Engine;
            }
        }
        return new Plan(chosen, rules, TrapSelection.For(rules), [.. refusals]);
    }

    /// <summary>The engines that can carry the rules on this host.</summary>
    public static EngineKind[] WhoCan(ResolvedRule[] rules, Features host) =>
        Array.ConvertAll(Array.FindAll(host.Engines, engine => WhyNot(engine, rules) is null), engine => engine.Engine);

    // A rule that the engine can never carry says more than a host that does not allow it today.
    private static Refusal? WhyNot(EngineSupport engine, ResolvedRule[] rules)
    {
        foreach (var rule in rules)
        {
            if (EngineLimits.WhyNot(engine.Engine, rule) is { } reason)
            {
                return new Refusal(engine.Engine, rule, reason);
            }
        }
        if (EngineLimits.WhyNotSoMany(engine.Engine, rules) is { } tooMany)
        {
            return new Refusal(engine.Engine, tooMany.Rule, tooMany.Reason);
        }
        if (!engine.Usable)
        {
            return new Refusal(engine.Engine, null, engine.Reason);
        }
        return engine.WhyNoPrograms is { } why && Array.Find(rules, r => r.Rule.Program is not null) is { } limited
            ? new Refusal(engine.Engine, limited, why)
            : null;
    }
}
