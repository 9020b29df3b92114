using System.Diagnostics;
using Fairlead.E2E.Harness;

namespace Fairlead.E2E.DropIn;

/// <summary>The programs for Mono, compiled where the sandbox finds them.</summary>
internal static class MonoProgram
{
    private static readonly Lazy<string> Compiled = new(() => Compile("GameServer"));

    /// <summary>tests/programs/mono-server: a server as Unity's are.</summary>
    public static string GameServer => Compiled.Value;

    private static string Compile(string name)
    {
        var source = Path.Combine(Installed.Root, "tests", "programs", "mono-server", $"{name}.cs");
        var program = Path.Combine(Installed.Folder, "programs", $"{name}.exe");
        using var mcs = Process.Start("mcs", [$"-out:{program}", source]);
        mcs.WaitForExit();
        Assert.Equal(0, mcs.ExitCode);
        return program;
    }
}
