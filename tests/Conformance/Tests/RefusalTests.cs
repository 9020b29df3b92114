namespace Fairlead.Conformance.Tests;

/// <summary>Programs that an engine cannot reach: <c>fairlead run</c> says so, and does not start them.</summary>
/// <remarks>What a program is decides it, and not what it does: one run speaks for the program's cells on that engine.</remarks>
public sealed class RefusalTests
{
    public static TheoryData<string, string> Refused()
    {
        var pairs = new TheoryData<string, string>();
        foreach (var pair in Cell.All.Where(c => c.Refusal is not null).Select(c => (c.Program.Name, c.Engine.Name)).Distinct())
            pairs.Add(pair.Item1, pair.Item2);
        return pairs;
    }

    [Theory, MemberData(nameof(Refused))]
    public async Task Program_that_the_engine_cannot_reach_is_not_started(string program, string engine)
    {
        var cells = Cell.All.Where(c => c.Program.Name == program && c.Engine.Name == engine).ToList();
        if (Host.Lacks(cells[0] with { Scenario = Scenario.Refusal }) is { } lack)
            Assert.Skip(lack);
        var outcome = await Sandbox.Run(cells[0] with { Scenario = Scenario.Refusal }, Mode.Rules);
        Assert.True(outcome.Transcript == Scenario.Refusal.Expected, outcome.Transcript + outcome.Log);
        foreach (var cell in cells)
            Results.Add(cell, new CellResult("limit", cell.Refusal!));
    }
}
