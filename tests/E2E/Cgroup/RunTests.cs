namespace Fairlead.E2E.Cgroup;

/// <summary><c>run</c> where no rule changes anything, and so no BPF program is attached.</summary>
public sealed class RunTests
{
    [Theory]
    [InlineData("", "")]
    [InlineData("--supervise", "")]
    [InlineData("-v", "rules compiled, loaded and attached: 1")]
    public async Task Program_under_rules_that_change_nothing_runs(string options, string said)
    {
        var run = await CgroupSandbox.Run($"fairlead run --engine cgroup {options} -r 'connect any loopback allow' -- sh -c 'echo ran; exit 3'; echo $?");
        Assert.Equal("ran\n3\n", run.Output);
        Assert.Contains(said, run.Error);
    }
}
