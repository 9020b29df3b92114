using System.Diagnostics;

namespace Fairlead.Conformance;

/// <summary>What this host has.</summary>
internal static class Host
{
    private static readonly Lazy<string?> SandboxFault = new(() =>
        Fault([.. Sandbox.Namespaces(), "sh", "-c", "ip link set lo up && mount -t tmpfs none /mnt"]));

    /// <summary>Builds Fairlead where it is stale. The copy has no sources beside it: it is not rebuilt in mid-run.</summary>
    private const string FreezeFairlead = """
        cd "$1" && ./fairlead --version && rm -rf "$2" && mkdir -p "$2/artifacts" &&
        cp fairlead "$2" && cp -r artifacts/fairlead "$2/artifacts"
        """;

    private static readonly Lazy<string?> BuildFault = new(() =>
        Fault("mkdir", "-p", Paths.Built)
        ?? (Paths.IsChosen ? null : Fault("sh", "-c", FreezeFairlead, "sh", Paths.Root, Path.GetDirectoryName(Paths.Fairlead)!))
        ?? Fault("make", "-k", "-s", "-C", Paths.Sources, $"OUT={Paths.Built}"));

    /// <summary>
    /// What the build of Fairlead and the programs complains of. Programs that this host has no compiler for are left out.
    /// </summary>
    public static string? BuildErrors => BuildFault.Value;

    /// <summary>Why no sandbox can be made; null: it can.</summary>
    public static string? LacksSandbox
    {
        get
        {
            _ = BuildFault.Value;
            return SandboxFault.Value is { } fault ? $"no namespaces here: {fault}" : null;
        }
    }

    /// <summary>Why the cell cannot run; null: it can.</summary>
    public static string? Lacks(Cell cell) =>
        LacksSandbox
        ?? cell.Engine.Needs.Concat(cell.Program.Needs).Concat(cell.Scenario.Needs).Where(n => !Has(n)).Select(n => $"needs {n}").FirstOrDefault();

    private static bool Has(string need) => need switch
    {
        "root" => Environment.IsPrivilegedProcess,
        "cgroups" => Cgroup.IsAvailable,
        _ => File.Exists(Path.Combine(Paths.Built, need)) || IsCommand(need),
    };

    private static bool IsCommand(string name) => $"{Environment.GetEnvironmentVariable("PATH")}:/usr/sbin:/sbin"
        .Split(':').Any(folder => File.Exists(Path.Combine(folder, name)));

    /// <summary>Runs a command; null: it succeeded.</summary>
    private static string? Fault(params string[] command)
    {
        var start = new ProcessStartInfo("sh", ["-c", "exec \"$@\" 2>&1", "sh", .. command]) { RedirectStandardOutput = true };
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode == 0 ? null : $"{command[0]} ended with {process.ExitCode}: {output.Trim()}";
    }
}
