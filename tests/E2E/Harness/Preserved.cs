namespace Fairlead.E2E.Harness;

/// <summary>Runs a script without Fairlead, and on each engine: nobody must be able to tell.</summary>
internal static class Preserved
{
    /// <summary>A rule that looks at every bind, and at none of those that the scripts make.</summary>
    public const string Under = "fairlead run --engine seccomp --bind 127.0.0.7 --";

    /// <summary>The ways to run a program.</summary>
    public static readonly string[] Engines =
    [
        Under, "fairlead run --engine cgroup --bind 127.0.0.7 --", "fairlead run --engine cgroup --supervise --bind 127.0.0.7 --",
        "fairlead run --engine preload --bind 127.0.0.7 --",
    ];

    /// <summary>
    /// Checks that the script, which starts its program behind <c>$UNDER</c>, has the same outcome in all runs.
    /// </summary>
    public static async Task<Outcome> Check(string script)
    {
        var bare = await Sandbox.Run(script, ("UNDER", ""));
        foreach (var under in Engines)
        {
            var outcome = await Sandbox.Run(script, ("UNDER", under));
            Assert.True(bare == outcome, $"{under}\nbare: {bare}\nunder rules: {outcome}");
        }
        return bare;
    }

    /// <summary>Checks also what the script writes.</summary>
    public static async Task Check(string script, string output)
    {
        var outcome = await Check(script);
        Assert.Equal(output, outcome.Output.TrimEnd('\n'));
    }
}
