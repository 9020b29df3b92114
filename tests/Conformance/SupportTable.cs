using System.Text;

namespace Fairlead.Conformance;

/// <summary>docs/support.md: a row for each scenario, a column for each engine.</summary>
internal static class SupportTable
{
    public static string File { get; } = Paths.FromRoot("docs", "support.md");

    private const string Head = """
        # What works

        Every row is a scenario of the conformance suite (tests/Conformance), run on real programs: bare, under rules
        that match nothing, where the result must be the same, and under the rules shown. This file is generated from
        the results (`./test --write-support`); a test fails if it is out of date.

        **pass**: as the scenario says, on every program named. **limit**: it cannot work, and the link says why.
        **–**: the row shows what only the other engine does.
        C stands for all builds of one program: dynamic and static, 64 and 32 bits, by libc and by raw system calls, in
        a thread and in a child.

        """;

    public static string Render(IReadOnlyDictionary<Cell, CellResult> results)
    {
        var text = new StringBuilder(Head);
        foreach (var group in Scenario.All.GroupBy(s => s.Group))
        {
            text.Append($"\n## {Heading(group.Key)}\n\n");
            text.Append($"| Scenario | Rules | Programs | {string.Join(" | ", Engine.All.Select(e => e.Name))} |\n");
            text.Append($"|---|---|---|{string.Concat(Engine.All.Select(_ => "---|"))}\n");
            foreach (var scenario in group)
                text.Append(Row(scenario, results));
        }
        return text.ToString();
    }

    private static string Heading(string group) => char.ToUpperInvariant(group[0]) + group[1..];

    private static string Row(Scenario scenario, IReadOnlyDictionary<Cell, CellResult> results)
    {
        var cells = results.Where(r => r.Key.Scenario == scenario).OrderBy(r => r.Key.Program.Name, StringComparer.Ordinal).ToList();
        var engines = Engine.All.Select(e => scenario.IsFor(e) ? States([.. cells.Where(c => c.Key.Engine == e)]) : "–");
        var title = $"[{scenario.Title.TrimEnd('.')}](../tests/Conformance/Scenarios/{scenario.Name}.sh)";
        return $"| {title} | {RuleText(scenario)} | {Names(cells.Select(c => c.Key.Program))} | {string.Join(" | ", engines)} |\n";
    }

    private static string RuleText(Scenario scenario) => scenario.HasRules
        ? string.Join("<br>", scenario.Rules.Append(scenario.Options).Where(t => t.Length > 0).Select(t => $"`{t}`"))
        : "none";

    /// <summary>"pass" where all are; else each state with its programs.</summary>
    private static string States(List<KeyValuePair<Cell, CellResult>> cells)
    {
        var states = cells.GroupBy(c => c.Value.State == "limit" ? $"[limit](limits.md#{c.Value.Detail})" : c.Value.State).ToList();
        return states.Count <= 1
            ? states.FirstOrDefault()?.Key ?? "not run"
            : string.Join("<br>", states.Select(s => $"{s.Key}: {Names(s.Select(c => c.Key.Program))}"));
    }

    /// <summary>The titles; where all programs of a kind are there ("C, static" is of the kind C), the kind alone.</summary>
    private static string Names(IEnumerable<TestProgram> programs)
    {
        var names = programs.Distinct().GroupBy(Kind).SelectMany(kind =>
            kind.Count() == TestProgram.All.Count(p => Kind(p) == kind.Key) ? [kind.Key] : kind.Select(p => p.Title));
        return string.Join("; ", names.Order(StringComparer.OrdinalIgnoreCase));
    }

    private static string Kind(TestProgram program) => program.Title.Split(',')[0];
}
