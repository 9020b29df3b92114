using System.Text.Json;

namespace Fairlead.Conformance;

/// <summary>The results of this run, kept for the support table and written as JSON lines for people.</summary>
internal static class Results
{
    private static readonly Lock Gate = new();
    private static readonly Dictionary<Cell, CellResult> Known = [];
    private static readonly Lazy<string> LogFile = new(() =>
    {
        Directory.CreateDirectory(Paths.Work);
        var file = Path.Combine(Paths.Work, "results.jsonl");
        File.Delete(file);
        return file;
    });

    public static void Add(Cell cell, CellResult result)
    {
        var line = JsonSerializer.Serialize(new
        {
            scenario = cell.Scenario.Name,
            program = cell.Program.Name,
            engine = cell.Engine.Name,
            result = result.State,
            detail = result.Detail,
        });
        lock (Gate)
        {
            Known[cell] = result;
            File.AppendAllText(LogFile.Value, line + "\n");
        }
    }

    public static Dictionary<Cell, CellResult> All()
    {
        lock (Gate)
            return new(Known);
    }
}
