namespace Fairlead.Conformance.Tests;

/// <summary>Runs the commands that README.md, docs/rules.md, docs/forward.md and docs/mirror.md show, each in a sandbox.</summary>
/// <remarks>
/// A command in a block that begins with <c>```sh</c> ends by itself, with 0. One in a block <c>```sh server</c> runs
/// until it is stopped, and the block says <c># listens on ADDR:PORT</c>.
/// </remarks>
public sealed class DocsCommands
{
    private const string ListensOn = "# listens on ";

    public static TheoryData<string, string, string> Commands()
    {
        var commands = new TheoryData<string, string, string>();
        foreach (var page in (string[])["README.md", "docs/rules.md", "docs/forward.md", "docs/mirror.md"])
            Read(page, commands);
        return commands;
    }

    [Theory, MemberData(nameof(Commands))]
    public async Task Command_does_what_the_page_says(string page, string command, string listens)
    {
        if (Host.LacksSandbox is { } lack)
            Assert.Skip(lack);
        var outcome = await Sandbox.Run(new()
        {
            ["SCENARIO"] = Path.Combine(Paths.Suite, "Sandbox", "documented.sh"),
            ["PROGRAM"] = "/dev/null",
            ["MODE"] = "bare",
            ["RULES"] = "",
            ["ENGINE"] = "",
            ["OPTIONS"] = "",
            ["COMMAND"] = command,
            ["LISTENS"] = listens,
        }, TimeSpan.FromSeconds(60));
        var expected = listens.Length == 0 ? "ended with 0\n" : "listening\ngone\n";
        Assert.True(outcome.Transcript == expected, $"{page}: {command}\n{outcome.Transcript}{outcome.Log}");
    }

    private static void Read(string page, TheoryData<string, string, string> commands)
    {
        var lines = File.ReadAllLines(Paths.FromRoot(page.Split('/')));
        for (var i = 0; i < lines.Length; i++)
        {
            if (lines[i] is not ("```sh" or "```sh server"))
                continue;
            var block = lines.Skip(i + 1).TakeWhile(l => l != "```").ToList();
            var listens = block.Find(l => l.StartsWith(ListensOn, StringComparison.Ordinal))?[ListensOn.Length..] ?? "";
            foreach (var command in string.Join('\n', block).Replace("\\\n", "").Split('\n'))
            {
                if (command.StartsWith("fairlead ", StringComparison.Ordinal) || command.StartsWith("./fairlead ", StringComparison.Ordinal))
                    commands.Add(page, command, lines[i] == "```sh server" ? listens : "");
            }
            i += block.Count;
        }
    }
}
