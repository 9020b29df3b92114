using System.Text;

namespace Fairlead.Conformance;

/// <summary>docs/support.md: a row for each scenario, a column for each engine.</summary>
internal static class SupportTable
{
    public static string File { get; } = Paths.FromRoot("docs", "support.md");

    private const string Head = """
        # What works

        Every row is a scenario of the conformance suite (tests/Conformance), run on real programs: bare, under the rules
        shown, and under rules that match nothing, where the result must be the same as bare (there the builds of C take
        turns on each engine, and of other programs the engines). This file is generated from the results
        (`./test --write-support`); a test fails if it is out of date.

        **pass**: as the scenario says, on every program named that the engine reaches. **limit**: it cannot work, and the
        link says why. **–**: the row shows what only other engines do.
        C stands for all builds of one program: dynamic and static, 64 and 32 bits, by two C libraries, by syscall(2) and by
        raw system calls, in a thread and in a child.

        """;

    public static string Render(IReadOnlyDictionary<Cell, CellResult> results)
    {
        var text = new StringBuilder(Head).Append(ReachTable.Render());
        foreach (var group in Scenario.All.GroupBy(s => s.Group))
        {
            text.Append($"\n## {Heading(group.Key)}\n\n{Columns("Scenario", "Rules", "Programs")}");
            foreach (var scenario in group)
                text.Append(Row(scenario, results));
            foreach (var scenario in group.Where(s => s.Score is not null))
                text.Append(ScoreText.Of(scenario));
        }
        return text.ToString();
    }

    /// <summary>The first two lines of a table: what is told of each row, and the engines.</summary>
    public static string Columns(params string[] first)
    {
        var titles = first.Concat(Engine.All.Select(e => e.Name)).ToList();
        return $"| {string.Join(" | ", titles)} |\n|{string.Concat(titles.Select(_ => "---|"))}\n";
    }

    private static string Heading(string group) => char.ToUpperInvariant(group[0]) + group[1..];

    private static string Row(Scenario scenario, IReadOnlyDictionary<Cell, CellResult> results)
    {
        var cells = results.Where(r => r.Key.Scenario == scenario).OrderBy(r => r.Key.Program.Name, StringComparer.Ordinal).ToList();
        var engines = Engine.All.Select(e => scenario.IsFor(e) ? States([.. cells.Where(c => c.Key.Engine == e)]) : "–");
        var title = $"[{scenario.Title.TrimEnd('.')}](../tests/Conformance/Scenarios/{scenario.Name}.sh)";
        return $"| {title} | {RuleText(scenario)} | {ProgramNames.Of(cells.Select(c => c.Key.Program), scenario.IsFor)} | {string.Join(" | ", engines)} |\n";
    }

    private static string RuleText(Scenario scenario) => scenario.HasRules
        ? string.Join("<br>", scenario.Rules.Append(scenario.Options).Where(t => t.Length > 0).Select(t => $"`{t}`"))
        : "none";

    private static string StateText(Scenario scenario, CellResult result) => result.State switch
    {
        "limit" => $"[limit](limits.md#{result.Detail})",
        "pass" when scenario.Score is { } what => $"{ScoreText.Count(scenario)} {what}",
        var state => state,
    };

    /// <summary>
    /// "pass" where all are; else each state with its programs. Programs that the engine does not reach stand in a table of
    /// their own, and here only where there is no other.
    /// </summary>
    private static string States(List<KeyValuePair<Cell, CellResult>> cells)
    {
        var reached = cells.Where(c => c.Value.State != "limit" || c.Value.Detail != (c.Key.Refusal ?? c.Key.Bypass)).ToList();
        var states = (reached.Count > 0 ? reached : cells)
            .GroupBy(c => StateText(c.Key.Scenario, c.Value)).ToList();
        return states.Count <= 1
            ? states.FirstOrDefault()?.Key ?? "not run"
            : string.Join("<br>", states.Select(s => $"{s.Key}: {ProgramNames.Of(s.Select(c => c.Key.Program), s.First().Key.Engine.Equals)}"));
    }
}
