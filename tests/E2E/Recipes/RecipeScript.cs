using System.Text.Json;

namespace Fairlead.E2E.Recipes;

/// <summary>The blocks of a recipe as a script, in the words of steps.sh.</summary>
internal static class RecipeScript
{
    public static string Of(List<Block> blocks) => string.Concat(blocks.Select((block, i) => Of(block, i)));

    private static string Of(Block block, int number) => block.Kind switch
    {
        BlockKind.Commands => Step("block", number, block.Text),
        BlockKind.Build => Step("block", number, "ln -s \"$BUILD\" fairlead-linux"),
        BlockKind.Server => Step("serve", number, block.Text) + $"seen {number}\n",
        BlockKind.Stopped => Step("serve", number, block.Text) + "stop\n",
        BlockKind.Daemon => Step("daemon", number, block.Text) + $"seen {number}\n",
        BlockKind.File => Step($"file {number}", block.Path, block.Text),
        BlockKind.FlyToml => Step($"file {number}", "fly.toml", block.Text),
        _ => Image(block.Text.Split('\n'), number),
    };

    // The sandbox is the image: COPY copies into it, and what ENTRYPOINT and CMD say is started.
    private static string Image(string[] lines, int number)
    {
        var commands = new List<string>();
        var start = new List<string>();
        foreach (var line in lines)
        {
            var (word, rest) = (line[..line.IndexOf(' ')], line[(line.IndexOf(' ') + 1)..]);
            if (word is "ENTRYPOINT" or "CMD")
                start.AddRange(JsonSerializer.Deserialize<string[]>(rest)!);
            else
                commands.Add(Command(word, rest.Split(' ')));
        }
        var command = string.Join(' ', start.Select(word => $"'{word.Replace("'", "'\\''")}'"));
        return Step("serve", number, string.Join('\n', [.. commands, $"exec {command}"])) + $"seen {number}\n";
    }

    private static string Command(string word, string[] words) => word switch
    {
        "COPY" => $"mkdir -p {words[1]} && cp -a {words[0]}/. {words[1]}",
        "WORKDIR" => $"cd {words[0]}",
        _ => throw new InvalidDataException($"{word}: no test knows this line of a Dockerfile"),
    };

    private static string Step(string word, object argument, string text) =>
        $"{word} {argument} <<'END_OF_BLOCK'\n{text}\nEND_OF_BLOCK\n";
}
