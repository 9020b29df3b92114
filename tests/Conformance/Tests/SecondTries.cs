namespace Fairlead.Conformance.Tests;

/// <summary>Cells that failed once and passed when they were run again: ./test tells of them.</summary>
internal static class SecondTries
{
    private static readonly Lock s_lock = new();

    public static void Note(Cell cell, string detail)
    {
        if (Environment.GetEnvironmentVariable("FAIRLEAD_SECOND_TRIES") is not { Length: > 0 } file)
            return;
        lock (s_lock)
            File.AppendAllText(file, $"{cell.Scenario.Name} {cell.Program.Name} {cell.Engine.Name}: {detail.ReplaceLineEndings(" | ")}\n");
    }
}
