using System.Collections.Concurrent;

namespace Fairlead.Conformance;

/// <summary>What became of a cell.</summary>
/// <param name="State">pass, limit or fail.</param>
/// <param name="Detail">The limit's heading in docs/limits.md; or what went wrong.</param>
internal sealed record CellResult(string State, string Detail = "")
{
    private static readonly ConcurrentDictionary<(Scenario, TestProgram), Lazy<Task<Outcome>>> BareRuns = [];

    public static CellResult Pass { get; } = new("pass");

    private static CellResult Fail(string what, string expected, Outcome seen) =>
        new("fail", $"{what}\n--- expected\n{expected}--- printed\n{seen.Transcript}--- log\n{seen.Log}");

    /// <summary>Runs the cell bare, under rules that match nothing where it is its turn, and under its rules.</summary>
    public static async Task<CellResult> Of(Cell cell)
    {
        var bare = await Bare(cell);
        if (!bare.HasEnded)
            return Fail("The bare run has no end.", cell.Scenario.Expected, bare);
        if (cell.IsIdentityTurn)
        {
            var identity = await Sandbox.Run(cell, Mode.Identity);
            if (identity.Transcript != bare.Transcript && !cell.Scenario.UnlikeBare)
                return LimitedOr(cell, Fail("Under rules that match nothing it is not what it is bare.", bare.Transcript, identity));
        }
        return cell.Scenario.HasRules ? UnderRules(cell, bare, await Sandbox.Run(cell, Mode.Rules)) : Untouched(cell, bare);
    }

    /// <summary>The bare run, which has no engine: one for all.</summary>
    private static Task<Outcome> Bare(Cell cell) =>
        BareRuns.GetOrAdd((cell.Scenario, cell.Program), _ => new(() => Sandbox.Run(cell, Mode.Bare))).Value;

    private static CellResult UnderRules(Cell cell, Outcome bare, Outcome ruled)
    {
        var expected = cell.Scenario.Expected;
        if (bare.Transcript == expected && !cell.Scenario.Neutral)
            return Fail("It shows nothing: the bare run prints the same.", expected, bare);
        if (cell.Bypass is { } id && ruled.Transcript == bare.Transcript && bare.Transcript != expected)
            return new CellResult("limit", id);
        if (ruled.Transcript != expected)
            return LimitedOr(cell, Fail("Under its rules it is not what was expected.", expected, ruled));
        return cell.Limit is null ? Pass : Fail($"It works: the limit {cell.Limit} is none.", expected, ruled);
    }

    private static CellResult LimitedOr(Cell cell, CellResult failure) =>
        cell.Limit is { } id ? new CellResult("limit", id) : failure;

    private static CellResult Untouched(Cell cell, Outcome bare) =>
        cell.Scenario.Expected.Length == 0 || bare.Transcript == cell.Scenario.Expected
            ? Pass : Fail("The bare run is not what was expected.", cell.Scenario.Expected, bare);
}
