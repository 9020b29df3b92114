using System.Diagnostics;
using Fairlead.E2E.Harness;
using Fairlead.E2E.Systemd;

[assembly: AssemblyFixture(typeof(Container))]

namespace Fairlead.E2E.Systemd;

/// <summary>A container with a real systemd, booted once for all tests that ask for it. See container.sh.</summary>
public sealed class Container : IDisposable
{
    private const string Prefix = "fairlead-e2e-";
    private static readonly string Script = Path.Combine(Installed.Suite, "Systemd", "container.sh");
    private static readonly string Name = $"{Prefix}{Environment.ProcessId}";
    private readonly Lazy<string> _leader = new(Boot);

    public void Dispose()
    {
        if (_leader.IsValueCreated)
            Finish(Start([Script, "stop", Name]));
    }

    /// <summary>Runs a bash script in the container; fairlead is in PATH, the test programs are in $PROGRAMS.</summary>
    internal Outcome Run(string script)
    {
        Requires.Root();
        Requires.File("/usr/bin/systemd-nspawn");
        // It sees this host's /usr and no other folder that dotnet could be in.
        Requires.File("/usr/share/dotnet/dotnet");
        return Finish(Start(["timeout", "-s", "KILL", "30", "nsenter", "-t", _leader.Value, "-a",
            "env", "-i", "PATH=/opt/app:/usr/sbin:/usr/bin:/sbin:/bin", "PROGRAMS=/opt/app/programs", "LC_ALL=C.UTF-8",
            "bash", "-c", "cd /run\n" + script]));
    }

    private static string Boot()
    {
        Finish(Start([Script, "stop-stale", Prefix]));
        var booted = Finish(Start([Script, "start", Name, Installed.Folder]));
        Assert.True(booted.Status == 0, booted.Error);
        return booted.Output.Trim();
    }

    private static Process Start(string[] command) => Process.Start(new ProcessStartInfo(command[0], command[1..])
    {
        RedirectStandardInput = true,
        RedirectStandardOutput = true,
        RedirectStandardError = true,
    })!;

    private static Outcome Finish(Process process)
    {
        using (process)
        {
            process.StandardInput.Close();
            var error = process.StandardError.ReadToEndAsync();
            var output = process.StandardOutput.ReadToEnd();
            process.WaitForExit();
            return new Outcome(process.ExitCode, output, error.Result);
        }
    }
}
