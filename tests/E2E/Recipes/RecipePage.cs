using Fairlead.E2E.Harness;

namespace Fairlead.E2E.Recipes;

/// <summary>What a code block of a recipe is.</summary>
internal enum BlockKind
{
    /// <summary><c>sh</c>: commands that end with 0.</summary>
    Commands,

    /// <summary><c>sh build</c>: commands that end with 0, on the machine that has the SDK.</summary>
    Build,

    /// <summary><c>sh server</c>: a command that serves while the next blocks run.</summary>
    Server,

    /// <summary><c>sh stopped</c>: a command that the reader stops with Ctrl-C when the server is up.</summary>
    Stopped,

    /// <summary><c>sh daemon</c>: commands after which a server is up that the next blocks stop.</summary>
    Daemon,

    /// <summary><c>LANGUAGE /PATH</c>: the text of that file.</summary>
    File,

    /// <summary><c>Dockerfile</c>: lines of one.</summary>
    Dockerfile,

    /// <summary><c>toml</c>: lines of fly.toml.</summary>
    FlyToml,
}

/// <summary>A code block.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Path">The path of a file.</param>
/// <param name="Text">The text.</param>
internal sealed record Block(BlockKind Kind, string Path, string Text)
{
    /// <summary>Lines that the reader sees, from the <c>text</c> block behind it; <c>...</c> stands for others.</summary>
    public List<string> Shown { get; } = [];
}

/// <summary>The code blocks of a page of docs/recipes, in order. A block of a kind that no test runs is an error.</summary>
internal static class RecipePage
{
    private const string Fence = "```";

    public static List<Block> Read(string name)
    {
        var blocks = new List<Block>();
        var lines = File.ReadAllLines(Path.Combine(Installed.Root, "docs", "recipes", name));
        for (var i = 0; i < lines.Length; i++)
        {
            if (!lines[i].StartsWith(Fence, StringComparison.Ordinal))
                continue;
            var text = lines.Skip(i + 1).TakeWhile(l => l != Fence).ToList();
            if (lines[i] == Fence + "text")
                blocks[^1].Shown.AddRange(text.Where(l => l != "..."));
            else
                blocks.Add(Of(lines[i][Fence.Length..], string.Join('\n', text)));
            i += text.Count + 1;
        }
        return blocks;
    }

    private static Block Of(string words, string text) => words.Split(' ') switch
    {
        ["sh"] => new(BlockKind.Commands, "", text),
        ["sh", "build"] => new(BlockKind.Build, "", text),
        ["sh", "server"] => new(BlockKind.Server, "", text),
        ["sh", "daemon"] => new(BlockKind.Daemon, "", text),
        ["sh", "stopped"] => new(BlockKind.Stopped, "", text),
        ["Dockerfile"] => new(BlockKind.Dockerfile, "", text),
        ["toml"] => new(BlockKind.FlyToml, "", text),
        [_, ['/', ..] path] => new(BlockKind.File, path, text),
        _ => throw new InvalidDataException($"{Fence}{words}: no test runs such a block"),
    };
}
