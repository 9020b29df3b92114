using System.Diagnostics;

namespace Fairlead.Conformance;

/// <summary>How the program of a scenario is started.</summary>
internal enum Mode
{
    /// <summary>As it is, without Fairlead.</summary>
    Bare,

    /// <summary>Under rules none of which matches: its calls are looked at, and left as they are.</summary>
    Identity,

    /// <summary>Under the rules of the scenario.</summary>
    Rules,
}

/// <summary>What one run printed.</summary>
/// <param name="Transcript">What its steps saw.</param>
/// <param name="Log">Everything else: what to look at when it is not what was expected.</param>
/// <param name="HasEnded">Whether it came to its end by itself.</param>
internal sealed record Outcome(string Transcript, string Log, bool HasEnded);

/// <summary>Runs a scenario in namespaces of its own: network, mount and PID; and in a cgroup of its own.</summary>
/// <remarks>
/// Fixed ports and paths clash with nothing, and whatever a run leaves behind, a daemon or a hung program, dies with
/// the PID namespace. timeout(1) stands outside, so that this holds even if the suite itself is killed.
/// </remarks>
internal static class Sandbox
{
    /// <summary>The words that enter the namespaces; an ordinary user needs a user namespace for that.</summary>
    public static string[] Namespaces() =>
    [
        "unshare", .. Environment.IsPrivilegedProcess ? (string[])[] : ["--user", "--map-root-user"],
        "--net", "--mount", "--pid", "--fork", "--kill-child", "--mount-proc",
    ];

    /// <summary>Runs a cell.</summary>
    public static Task<Outcome> Run(Cell cell, Mode mode) => Run(Variables(cell, mode), cell.Scenario.Timeout);

    /// <summary>Runs Sandbox/enter.sh, which says what it is told by which variable.</summary>
    public static async Task<Outcome> Run(Dictionary<string, string> variables, TimeSpan timeout)
    {
        using var cgroup = new Cgroup();
        variables["CGROUP"] = cgroup.Directory;
        using var process = Process.Start(Command(variables, timeout))!;
        process.StandardInput.Close();
        var log = process.StandardError.ReadToEndAsync();
        var transcript = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        var ending = Ending(process.ExitCode);
        return new Outcome(transcript + ending, await log, ending.Length == 0);
    }

    private static string Ending(int status) => status switch
    {
        137 => "(no end: killed)\n",
        99 => "(the sandbox could not be made)\n",
        _ => "",
    };

    private static ProcessStartInfo Command(Dictionary<string, string> variables, TimeSpan timeout)
    {
        string[] words =
        [
            "-s", "KILL", $"{timeout.TotalSeconds}", "env", "--default-signal=PIPE", .. Namespaces(),
            // The first process of a PID namespace reaps orphans; the scenario's shell is its child.
            "sh", "-c", "sh \"$SUITE/Sandbox/enter.sh\"; exit $?",
        ];
        var start = new ProcessStartInfo("timeout", words)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var (name, value) in variables)
            start.Environment[name] = value;
        start.Environment["SUITE"] = Paths.Suite;
        start.Environment["BIN"] = Paths.Built;
        start.Environment["SOURCES"] = Paths.Sources;
        start.Environment["FAIRLEAD"] = Paths.Fairlead;
        start.Environment["PATH"] = Environment.GetEnvironmentVariable("PATH") + ":/usr/sbin:/sbin";
        return start;
    }

    private static Dictionary<string, string> Variables(Cell cell, Mode mode) => new()
    {
        ["SCENARIO"] = cell.Scenario.File,
        ["PROGRAM"] = cell.Program.File,
        ["MODE"] = mode == Mode.Bare ? "bare" : "rules",
        ["RULES"] = mode switch
        {
            Mode.Identity => cell.Engine.Identity,
            Mode.Rules => string.Concat(cell.Scenario.Rules.Select(r => r + "\n")),
            _ => "",
        },
        ["ENGINE"] = cell.Engine.Name,
        ["OPTIONS"] = mode == Mode.Rules ? $"{cell.Engine.Words} {cell.Scenario.Options}" : cell.Engine.Words,
    };
}
