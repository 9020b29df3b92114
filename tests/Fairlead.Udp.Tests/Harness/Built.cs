using System.Diagnostics;
using System.Reflection;

namespace Fairlead.Udp.Tests.Harness;

/// <summary>Where the programs are that were built beside these tests, and the sources.</summary>
internal static class Built
{
    private static readonly Lazy<string> Fairlead = new(FolderOfCommand);

    private static readonly string[] Samples = ["control-messages", "socket-per-address", "plain-server"];

    /// <summary>The folder of the repository.</summary>
    public static string Root { get; } = typeof(Built).Assembly
        .GetCustomAttributes<AssemblyMetadataAttribute>().Single(a => a.Key == "RepositoryRoot").Value!;

    /// <summary>The folder of these tests' sources.</summary>
    public static string Suite => Path.Combine(Root, "tests", "Fairlead.Udp.Tests");

    /// <summary>The folders of the samples, and of the command under test: what FAIRLEAD says, else the script at the root.</summary>
    public static IEnumerable<string> Folders =>
    [
        .. Samples.Select(sample => Path.GetFullPath(Path.Combine(AppContext.BaseDirectory, "..", "..", sample, "release"))),
        Fairlead.Value,
    ];

    // The script builds where that is due: here, not in a sandbox.
    private static string FolderOfCommand()
    {
        if (Environment.GetEnvironmentVariable("FAIRLEAD") is { Length: > 0 } set)
        {
            return Path.GetDirectoryName(Path.GetFullPath(set))!;
        }
        using var build = Process.Start(
            new ProcessStartInfo(Path.Combine(Root, "fairlead"), "--version") { RedirectStandardOutput = true })!;
        build.WaitForExit();
        return Root;
    }
}
