namespace Fairlead.Rules.Planning;

/// <summary>What this host allows, as probed. The planner's second input beside the rules.</summary>
/// <param name="Engines">One entry an engine, in the order of <see cref="EngineKind"/>.</param>
public sealed record Features(EngineSupport[] Engines)
{
    /// <summary>What is known of one engine.</summary>
    public EngineSupport this[EngineKind engine] => Array.Find(Engines, e => e.Engine == engine)!;
}

/// <summary>Whether an engine can be used on this host.</summary>
/// <param name="Engine">The engine.</param>
/// <param name="Usable">Whether it can.</param>
/// <param name="Reason">Why, or why not and how to allow it.</param>
/// <param name="WhyNoPrograms">Why it cannot carry rules that are limited to programs; null: it can.</param>
public sealed record EngineSupport(EngineKind Engine, bool Usable, string Reason, string? WhyNoPrograms = null);
