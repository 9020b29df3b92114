using System.Text;

namespace Fairlead.Conformance;

/// <summary>The head of docs/support.md: which engine reaches which program, whatever the rules.</summary>
internal static class ReachTable
{
    private const string Head = """

        ## Programs

        **refused**: `fairlead run` says why it does not start the program on that engine. **past**: the program runs, and its
        calls go past the engine as if there were no rules.


        """;

    public static string Render()
    {
        var text = new StringBuilder(Head).Append(SupportTable.Columns("Programs"));
        foreach (var alike in TestProgram.All.GroupBy(p => string.Join(" | ", Engine.All.Select(e => Reach(p, e)))))
            text.Append($"| {Titles(alike)} | {alike.Key} |\n");
        return text.ToString();
    }

    private static string Titles(IEnumerable<TestProgram> programs) =>
        string.Join("; ", programs.Select(p => p.Title).Order(StringComparer.OrdinalIgnoreCase));

    private static string Reach(TestProgram program, Engine engine)
    {
        var cell = new Cell(Scenario.Refusal, program, engine);
        return cell switch
        {
            { Refusal: { } id } => $"[refused](limits.md#{id})",
            { Bypass: { } id } => $"[past](limits.md#{id})",
            _ => program.IsFor(engine) ? "reached" : "–",
        };
    }
}
