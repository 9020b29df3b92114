using System.Diagnostics;
using Fairlead.Engines.Cgroup.Tree;

namespace Fairlead.Engines.Tests.Cgroup.Tree;

/// <summary>A process that is in a cgroup from before its program starts, and ends with the test.</summary>
internal sealed class TestProcess : IDisposable
{
    private readonly Process _process;

    /// <param name="directory">The cgroup.</param>
    /// <param name="command">What /bin/sh executes there; it says "ready" when it is.</param>
    public TestProcess(string directory, string command = "echo ready; exec sleep 60")
    {
        var start = new ProcessStartInfo("/bin/sh", ["-c", $"echo 0 >{directory}/cgroup.procs && {command}"])
        {
            RedirectStandardOutput = true,
        };
        _process = Process.Start(start)!;
        Assert.Equal("ready", Line());
    }

    public int Id => _process.Id;

    public string? Line() => _process.StandardOutput.ReadLineAsync().WaitAsync(TimeSpan.FromSeconds(10)).Result;

    /// <summary>Ends it, and waits until its cgroup is empty.</summary>
    public void End(string directory)
    {
        _process.Kill();
        _process.WaitForExit();
        Assert.True(SpinWait.SpinUntil(() => !CgroupFiles.IsPopulated(directory), TimeSpan.FromSeconds(5)));
    }

    public void Dispose()
    {
        if (!_process.HasExited)
        {
            _process.Kill(entireProcessTree: true);
            _process.WaitForExit();
        }
        _process.Dispose();
    }
}
