using System.Text.RegularExpressions;
using Fairlead.E2E.DropIn;
using Fairlead.E2E.Harness;

namespace Fairlead.E2E.Recipes;

/// <summary>A recipe that was carried out: what each of its blocks showed, and what players saw meanwhile.</summary>
internal sealed partial class RecipeRun
{
    private readonly List<Block> _blocks;
    private readonly Dictionary<string, string> _shown = [];
    private readonly string _all;

    private RecipeRun(List<Block> blocks, Outcome outcome)
    {
        _blocks = blocks;
        _all = outcome.Output + outcome.Error;
        foreach (var part in outcome.Output.Split("=== ").Skip(1))
        {
            var end = part.IndexOf('\n');
            _shown[part[..end]] = part[(end + 1)..];
        }
        Assert.True(outcome.Status == 0, $"status {outcome.Status}\n{_all}");
    }

    /// <summary>What players got, once for each time that the server was up.</summary>
    public string[] Players =>
        [.. Enumerable.Range(0, _blocks.Count).Where(i => _shown.ContainsKey($"{i}-seen")).Select(i => _shown[$"{i}-seen"])];

    /// <summary>Where the server listened when it was up first.</summary>
    public string Sockets => _shown[Enumerable.Range(0, _blocks.Count).Select(i => $"{i}-sockets").First(_shown.ContainsKey)];

    /// <summary>The text of fly.toml.</summary>
    public string FlyToml => _blocks.Single(b => b.Kind == BlockKind.FlyToml).Text;

    /// <summary>Carries out a page of docs/recipes; its machine is the script of the same name.</summary>
    public static async Task<RecipeRun> Of(string page)
    {
        var blocks = RecipePage.Read(page);
        return await Run(Path.ChangeExtension(page, ".sh"), blocks, await SelfContained.Folder(blocks));
    }

    /// <summary>Starts the server on the machine of a recipe by this command, and does nothing of what the page says.</summary>
    public static Task<RecipeRun> Serve(string machine, string command) =>
        Run($"{machine}.sh", [new(BlockKind.Server, "", command)], "");

    private static async Task<RecipeRun> Run(string machine, List<Block> blocks, string build)
    {
        Requires.Root();
        var folder = Path.Combine(Installed.Suite, "Recipes");
        var script = await File.ReadAllTextAsync(Path.Combine(folder, "steps.sh")) + RecipeScript.Of(blocks);
        var outcome = await Sandbox.Run(
            script,
            ("MACHINE", Path.Combine(folder, machine)), ("FOLDER", Installed.Folder), ("GAME", MonoProgram.GameServer), ("BUILD", build));
        return new RecipeRun(blocks, outcome);
    }

    /// <summary>Checks that each block showed the lines that the page has behind it; process numbers are others.</summary>
    public void ShowsWhatThePageSays()
    {
        for (var i = 0; i < _blocks.Count; i++)
        {
            var shown = Comparable(_shown.GetValueOrDefault($"{i}", "")).Split('\n');
            foreach (var line in _blocks[i].Shown)
                Assert.True(shown.Contains(Comparable(line)), $"not shown: {line}\n{_blocks[i].Text}\n{_all}");
        }
    }

    private static string Comparable(string text) => ProcessNumber().Replace(text, "[N ");

    [GeneratedRegex(@"\[\d+ ")]
    private static partial Regex ProcessNumber();
}
