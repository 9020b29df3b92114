namespace Fairlead.Conformance;

/// <summary>What the support table says of a scenario whose lines are counted: how many pass, which do not, and why.</summary>
internal static class ScoreText
{
    public static string Count(Scenario scenario)
    {
        var lines = Lines(scenario);
        return $"{lines.Count(Passes)} of {lines.Length}";
    }

    public static string Of(Scenario scenario)
    {
        var others = string.Join(", ", Lines(scenario).Where(l => !Passes(l)).Select(l => l.Split(' ')[0]));
        return $"\n{scenario.Title.TrimEnd('.')}: {Count(scenario)}. Not: {others}. {scenario.Why}\n";
    }

    private static string[] Lines(Scenario scenario) => scenario.Expected.Split('\n', StringSplitOptions.RemoveEmptyEntries);

    private static bool Passes(string line) => line.EndsWith(" passes", StringComparison.Ordinal);
}
