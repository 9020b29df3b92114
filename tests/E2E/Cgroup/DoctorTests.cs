namespace Fairlead.E2E.Cgroup;

/// <summary><c>doctor</c> on the cgroup engine: what is there, what is missing, and how to get it.</summary>
public sealed class DoctorTests
{
    [Fact]
    public async Task Root_has_all_that_it_takes()
    {
        var run = await CgroupSandbox.Run("mkdir $CG/web; echo $$ >$CG/web/cgroup.procs; fairlead doctor");
        Assert.Matches(@"\Akernel: \d+\.\d+, user 0,", run.Output);
        Assert.Contains(
            $"""
            cgroup: yes: cgroup2 can be written, and the kernel takes BPF programs from this process
              cgroup2 is mounted at {CgroupSandbox.Mount}; this process is in /web
              CAP_BPF: yes, CAP_NET_ADMIN: yes: for run and attach
              CAP_SYS_ADMIN: yes: stands for both; for ps, detach, gc, and to replace rules

            """,
            run.Output);
    }

    [Theory]
    [InlineData("--inh-caps=-all", "CAP_BPF: no, CAP_NET_ADMIN: no", "bpf(2) needs CAP_BPF and CAP_NET_ADMIN: run as root")]
    [InlineData("--inh-caps=-all,+bpf --ambient-caps=+bpf", "CAP_BPF: yes, CAP_NET_ADMIN: no", "bpf(2) needs CAP_NET_ADMIN")]
    public async Task Missing_capabilities_are_named_and_how_to_get_them(string capabilities, string has, string needs)
    {
        var run = await CgroupSandbox.Run(
            $"setpriv --reuid=65534 --regid=65534 --clear-groups {capabilities} fairlead doctor");
        Assert.Contains("cgroup: no: ", run.Output);
        Assert.Contains($"  {has}: for run and attach\n  CAP_SYS_ADMIN: no", run.Output);
        Assert.Contains(needs, run.Output);
        Assert.Contains("AmbientCapabilities=CAP_BPF CAP_NET_ADMIN", run.Output);
        Assert.Contains("--cap-add BPF --cap-add NET_ADMIN", run.Output);
        Assert.Contains("Delegate=yes", run.Output);
    }

    [Fact]
    public async Task Where_no_cgroup_can_be_made_attach_works_all_the_same()
    {
        var run = await CgroupSandbox.Run("""
            service web
            mount -o remount,bind,ro $CG
            fairlead doctor; fairlead attach --pid $S_PID -q -r 'bind tcp any to 127.0.0.7'; ask tcp 0.0.0.0 8080
            """);
        Assert.True(run.Output.Contains($"cgroup: no: {CgroupSandbox.Mount} is mounted read-only"), run.Output + run.Error);
        Assert.Contains("  attach and drop-in work all the same: they make no cgroup\n", run.Output);
        Assert.EndsWith("127.0.0.7:8080\n", run.Output);
    }
}
