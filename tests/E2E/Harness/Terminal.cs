namespace Fairlead.E2E.Harness;

/// <summary>A dialogue with an interactive bash on a real terminal. Programs/terminal.py tells the words.</summary>
internal static class Terminal
{
    public static async Task Dialogue(string dialogue)
    {
        var run = await Sandbox.Run("python3 $PROGRAMS/terminal.py \"$DIALOGUE\"", ("DIALOGUE", dialogue));
        Assert.True(run.Status == 0, $"{run.Error}\n{run.Output}");
    }
}
