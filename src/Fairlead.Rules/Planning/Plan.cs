using Fairlead.Rules.Resolution;

namespace Fairlead.Rules.Planning;

/// <summary>
/// Which engine carries which rules, and why. Pure data: the same rules on the same host always make the same plan.
/// </summary>
/// <param name="Engine">The engine; null where none can carry the rules on this host.</param>
/// <param name="Rules">The rules, in order.</param>
/// <param name="Traps">The system calls that the rules need to see.</param>
/// <param name="Refusals">Why each engine that was passed over cannot carry the rules here.</param>
public sealed record Plan(EngineKind? Engine, ResolvedRule[] Rules, Traps Traps, Refusal[] Refusals);

/// <summary>Why an engine was passed over.</summary>
/// <param name="Engine">The engine.</param>
/// <param name="Rule">The rule that it cannot carry; null: the host does not allow the engine.</param>
/// <param name="Reason">Why.</param>
public sealed record Refusal(EngineKind Engine, ResolvedRule? Rule, string Reason)
{
    /// <inheritdoc/>
    public override string ToString()
    {
        var name = Engine.ToString().ToLowerInvariant();
        return Rule is null ? $"{name}: {Reason}" : $"{name}: cannot carry rule {Rule.Number} ({Rule}): {Reason}";
    }
}
