namespace Fairlead.E2E.Harness;

/// <summary>Runs a script twice, with and without Fairlead: nobody must be able to tell.</summary>
internal static class Preserved
{
    /// <summary>A rule that looks at every bind, and at none of those that the scripts make.</summary>
    public const string Under = "fairlead run --bind 127.0.0.7 --";

    /// <summary>
    /// Checks that the script, which starts its program behind <c>$UNDER</c>, has the same outcome in both runs.
    /// </summary>
    public static async Task<Outcome> Check(string script)
    {
        var bare = await Sandbox.Run(script, ("UNDER", ""));
        var under = await Sandbox.Run(script, ("UNDER", Under));
        Assert.Equal(bare, under);
        return under;
    }

    /// <summary>Checks also what the script writes.</summary>
    public static async Task Check(string script, string output)
    {
        var outcome = await Check(script);
        Assert.Equal(output, outcome.Output.TrimEnd('\n'));
    }
}
