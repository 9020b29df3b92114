using System.Diagnostics;
using Fairlead.E2E.Harness;

namespace Fairlead.E2E.Recipes;

/// <summary>The folder that a recipe's <c>sh build</c> block makes, outside of all sandboxes: it fetches packages.</summary>
internal static class SelfContained
{
    /// <summary>Runs the block; gives the folder that its last word names.</summary>
    public static async Task<string> Folder(List<Block> blocks)
    {
        if (blocks.Find(b => b.Kind == BlockKind.Build) is not { } block)
            return "";
        var folder = Path.Combine(Installed.Folder, "build");
        Directory.CreateDirectory(Path.Combine(folder, "fairlead"));
        await Run(Installed.Root, $"cp -r src global.json .editorconfig *.props *.txt {folder}/fairlead");
        await Run(folder, block.Text);
        return Path.Combine(folder, block.Text.Split(' ')[^1]);
    }

    private static async Task Run(string folder, string commands)
    {
        var start = new ProcessStartInfo("sh", ["-ec", commands])
        {
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
        };
        start.Environment.Remove("ArtifactsPath");
        using var process = Process.Start(start)!;
        var output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        Assert.True(process.ExitCode == 0, output);
    }
}
