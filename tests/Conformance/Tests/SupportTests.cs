namespace Fairlead.Conformance.Tests;

/// <summary>Runs alone, when all cells have run.</summary>
[CollectionDefinition(nameof(AfterAllCells), DisableParallelization = true)]
public sealed class AfterAllCells;

[Collection(nameof(AfterAllCells))]
public sealed class SupportTests
{
    [Fact]
    public void Support_table_is_what_the_results_say()
    {
        var results = Results.All();
        if (results.Count < Cell.All.Count())
            Assert.Skip($"only {results.Count} of {Cell.All.Count()} cells were run");
        var table = SupportTable.Render(results);
        if (Environment.GetEnvironmentVariable("FAIRLEAD_WRITE_SUPPORT") == "1")
            File.WriteAllText(SupportTable.File, table);
        Assert.True(File.Exists(SupportTable.File) && File.ReadAllText(SupportTable.File) == table,
            "docs/support.md is out of date: run ./test --write-support");
    }

    [Fact]
    public void Every_limit_is_a_heading_of_the_limits_page()
    {
        var headings = File.ReadLines(Paths.FromRoot("docs", "limits.md"))
            .Where(l => l.StartsWith('#')).Select(Anchor).ToHashSet();
        var ids = Scenario.All.SelectMany(s => s.Limits.Select(l => l.Id))
            .Concat(TestProgram.All.SelectMany(p => p.Refused.Concat(p.Unseen).Select(l => l.Id)));
        Assert.All(ids, id => Assert.Contains(id, headings));
    }

    /// <summary>The anchor of a heading, as the forges make it.</summary>
    private static string Anchor(string heading) => string.Concat(heading.TrimStart('#').Trim().ToLowerInvariant()
        .Where(c => char.IsLetterOrDigit(c) || c is ' ' or '-' or '_')).Replace(' ', '-');
}
