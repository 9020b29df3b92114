namespace Fairlead.Conformance.Tests;

public sealed class ProgramTests
{
    [Fact]
    public void Programs_build()
    {
        if (!File.Exists("/usr/bin/make"))
            Assert.Skip("needs make");
        Assert.Null(Host.BuildErrors);
    }

    [Fact]
    public void Every_program_has_a_class_of_cells() =>
        Assert.Equivalent(
            TestProgram.All.Select(p => p.Name.Replace("-", "") + "cells"),
            typeof(Matrix).Assembly.GetTypes().Where(t => t.BaseType == typeof(Matrix)).Select(t => t.Name.ToLowerInvariant()),
            strict: true);

    [Fact]
    public void Every_scenario_has_a_title_and_a_program() =>
        Assert.All(Scenario.All, s => Assert.True(s.Title.Length > 0 && TestProgram.All.Any(s.RunsOn), s.Name));

    [Fact]
    public void Every_engine_that_a_scenario_names_is_one()
    {
        var known = Engine.All.Select(e => e.Name).ToList();
        var named = Scenario.All.SelectMany(s => s.Engines.Concat(s.Limits.Select(l => l.Engine).OfType<string>()))
            .Concat(TestProgram.All.SelectMany(p => p.Engines.Concat(p.Refused.Concat(p.Unseen).Select(l => l.Engine))));
        Assert.All(named, name => Assert.Contains(name, known));
    }
}
