using System.Diagnostics;

namespace Fairlead.E2E.Harness;

/// <summary>How a script ended, and what it wrote.</summary>
internal sealed record Outcome(int Status, string Output, string Error);

/// <summary>Runs a bash script in namespaces of its own: network, mount and PID.</summary>
/// <remarks>
/// Fixed ports clash with nothing, and what a script leaves behind, a daemon or a hung program, dies with the PID
/// namespace.
/// The script finds fairlead in PATH and the test programs in $PROGRAMS; its folder is empty, and writable for all.
/// </remarks>
internal static class Sandbox
{
    private const string Enter = """
        ip link set lo up && mount -t tmpfs -o mode=1777 none /mnt && cd /mnt || exit 99
        for fd in /proc/$$/fd/*; do [ ${fd##*/} -le 2 ] || eval "exec ${fd##*/}>&-"; done
        ulimit -Sn 1024
        umask 022
        printf %s "$WORDS$SCRIPT" >/mnt/.script
        unset WORDS SCRIPT
        bash /mnt/.script
        exit $?
        """;

    // What all scripts may use.
    private const string Words = """
        # Waits until a command is true, five seconds at most.
        wait_for() { for _ in {1..250}; do "$@" >/dev/null 2>&1 && return; sleep 0.02; done; }
        # Whether no process is left whose name has this in it.
        gone() { ! pgrep "$1"; }

        """;

    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(60);

    public static Task<Outcome> Run(string script, params (string Name, string Value)[] variables) =>
        Run(script, s_patience, variables);

    public static async Task<Outcome> Run(string script, TimeSpan patience, (string Name, string Value)[] variables)
    {
        using var process = Process.Start(Command(script, patience, variables))!;
        process.StandardInput.Close();
        var error = process.StandardError.ReadToEndAsync();
        var output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        Assert.True(process.ExitCode != 99, $"the sandbox could not be made: {await error}");
        return new Outcome(process.ExitCode, output, await error);
    }

    private static ProcessStartInfo Command(string script, TimeSpan patience, (string Name, string Value)[] variables)
    {
        string[] arguments =
        [
            "-s", "KILL", $"{patience.TotalSeconds}", "env", "--default-signal=PIPE", "unshare",
            .. Environment.IsPrivilegedProcess ? (string[])[] : ["--user", "--map-root-user"],
            "--net", "--mount", "--pid", "--fork", "--kill-child", "--mount-proc", "bash", "-c", Enter,
        ];
        var start = new ProcessStartInfo("timeout", arguments)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment.Clear();
        foreach (var (name, value) in (ReadOnlySpan<(string, string)>)[.. Variables(script), .. variables])
            start.Environment[name] = value;
        return start;
    }

    private static (string, string)[] Variables(string script) =>
    [
        .. Environment.GetEnvironmentVariable("DOTNET_ROOT") is { } root ? [("DOTNET_ROOT", root)] : ((string, string)[])[],
        ("PATH", $"{Installed.Folder}:/usr/local/sbin:/usr/sbin:/usr/bin:/sbin:/bin"),
        ("PROGRAMS", Path.Combine(Installed.Folder, "programs")),
        ("WORDS", Words),
        ("SCRIPT", script),
        ("HOME", "/mnt"),
        ("LC_ALL", "C.UTF-8"),
        ("TERM", "dumb"),
    ];
}
