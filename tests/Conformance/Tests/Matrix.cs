namespace Fairlead.Conformance.Tests;

/// <summary>Runs the cells of one program, one test each. The programs run side by side.</summary>
public abstract class Matrix
{
    private protected static TheoryData<string, string, string> CellsOf(string program)
    {
        var cells = new TheoryData<string, string, string>();
        foreach (var cell in Cell.All.Where(c => c.Program.Name == program && c.Refusal is null))
            cells.Add(cell.Scenario.Name, cell.Program.Name, cell.Engine.Name);
        return cells;
    }

    private protected static async Task Run(string scenario, string program, string engine)
    {
        var cell = new Cell(Scenario.Named(scenario), TestProgram.Named(program), Engine.Named(engine));
        if (Host.Lacks(cell) is { } lack)
            Assert.Skip(lack);
        var result = await CellResult.Of(cell);
        if (result.State == "fail" && await CellResult.Of(cell) is { State: not "fail" } second)
        {
            SecondTries.Note(cell, result.Detail);
            result = second;
        }
        Results.Add(cell, result);
        if (result.State == "fail")
            Assert.Fail(result.Detail);
    }
}
