using Fairlead.E2E.Harness;

namespace Fairlead.E2E.Cgroup;

/// <summary>What <c>attach</c> refuses: with 125, a reason, and nothing attached.</summary>
public sealed class AttachErrorTests
{
    private const string Rule = "-r 'bind tcp any to 127.0.0.7'";

    [Theory]
    [InlineData("--pid 99999 " + Rule, "process 99999: ESRCH: there is no such process")]
    [InlineData("--pid x " + Rule, "--pid: `x` is not the number of a process")]
    [InlineData("--cgroup /none " + Rule, "cgroup /none: ENOENT")]
    [InlineData("--cgroup /tmp " + Rule, "cgroup /tmp: ENOENT")]
    [InlineData("--unit none " + Rule, "unit none.service: ENOENT: it has no cgroup: is it running?")]
    [InlineData(Rule, "which cgroup?")]
    [InlineData("--pid $S_PID --cgroup /web " + Rule, "which cgroup?")]
    [InlineData("--self --unit web " + Rule, "which cgroup?")]
    [InlineData("--cgroup /web", "no rules: give some")]
    [InlineData("--cgroup /web -r 'bind tpc any deny'", "did you mean `tcp`?")]
    [InlineData("--cgroup /web -r 'bind tcp any to 192.0.2.1'", "address 192.0.2.1 is not on this machine")]
    [InlineData("--cgroup /web -r 'bind tcp any to unix:/run/x'", "cannot carry rule 1 (bind tcp any to unix:/run/x)")]
    [InlineData("--cgroup /web -r 'bind tcp any to activated:web'", "cannot carry rule 1 (bind tcp any to activated:web)")]
    [InlineData("--cgroup /web -r 'bind tcp any to 127.0.0.7 freebind'", "the kernel takes `freebind` from no BPF program")]
    [InlineData("--cgroup /web -r 'connect any loopback allow'", "these rules change nothing")]
    [InlineData("--cgroup /web -r 'bind tcp any:1 deny' -r 'bind tcp any transparent'", "cannot carry rule 2")]
    [InlineData("--cgroup /web --engine seccomp " + Rule, "--engine")]
    public async Task Bad_input_is_told(string arguments, string message)
    {
        var run = await CgroupSandbox.Run($"""
            service web
            fairlead attach {arguments}; echo $?
            fairlead ps
            """);
        Assert.Equal("125\nnothing is under rules\n", run.Output);
        Assert.Contains(message, run.Error);
    }

    [Theory]
    [InlineData("--inh-caps=-all", "needs CAP_BPF and CAP_NET_ADMIN")]
    [InlineData("--inh-caps=-all,+bpf --ambient-caps=+bpf", "needs CAP_NET_ADMIN")]
    [InlineData("--inh-caps=-all,+net_admin --ambient-caps=+net_admin", "needs CAP_BPF")]
    public async Task Missing_capability_is_named(string capabilities, string message)
    {
        var run = await CgroupSandbox.Run($"""
            service web
            setpriv --reuid=65534 --regid=65534 --clear-groups {capabilities} fairlead attach --pid $S_PID {Rule}; echo $?
            fairlead ps
            """);
        Assert.Equal("125\nnothing is under rules\n", run.Output);
        Assert.Contains(message, run.Error);
    }

    [Fact]
    public async Task Program_of_an_outer_cgroup_that_allows_no_other_is_told()
    {
        var run = await CgroupSandbox.Run($"""
            mkdir $CG/outer; python3 $PROGRAMS/exclusive.py $CG/outer || exit
            service outer/web
            fairlead attach --pid $S_PID -r 'connect any any from 127.0.0.9' {Rule}; echo $?
            fairlead ps
            ask tcp 0.0.0.0 8080
            """);
        Assert.Equal("125\nnothing is under rules\n0.0.0.0:8080\n", run.Output);
        Assert.Contains("bind4", run.Error);
        Assert.Contains("/outer that allows no others beside it", run.Error);
    }

    [Fact]
    public async Task Cgroup_at_which_another_fairlead_works_is_told()
    {
        var run = await CgroupSandbox.Run($"""
            service web
            flock $CG/web fairlead attach --pid $S_PID {Rule}; echo $?
            fairlead ps
            fairlead attach --pid $S_PID -q {Rule}; echo $?
            """);
        Assert.Equal("125\nnothing is under rules\n0\n", run.Output);
        Assert.Contains("EAGAIN: another `fairlead` is at work on this cgroup", run.Error);
    }

    [Fact]
    public async Task Failed_replacement_leaves_the_old_rules_in_force()
    {
        var run = await CgroupSandbox.Run($"""
            service web
            fairlead attach --pid $S_PID -q {Rule}
            fairlead attach --pid $S_PID -r 'bind tcp any to unix:/x'; echo $?
            ask tcp 0.0.0.0 8080
            """);
        Assert.Equal("125\n127.0.0.7:8080\n", run.Output);
    }

    [Theory, InlineData("--self"), InlineData("--pid $$")]
    public async Task Root_cgroup_must_be_named(string place)
    {
        Requires.Root();
        Assert.SkipWhen(File.Exists($"{CgroupSandbox.Mount}/cgroup.events"), "the root of all cgroups is not seen here");
        // A rule that matches nothing of anybody's, should it be attached all the same.
        var run = await Sandbox.Run($"""
            root={CgroupSandbox.Mount}; echo $$ >$root/cgroup.procs
            fairlead attach {place} -r 'connect tcp 127.99.99.99:1 deny'; status=$?
            [ $status -ne 0 ] || fairlead detach --cgroup $root
            echo $status
            """);
        Assert.Equal("125\n", run.Output);
        Assert.Contains("is in the root cgroup: rules there would hold for every process of this machine", run.Error);
        Assert.Contains($"--cgroup {CgroupSandbox.Mount}", run.Error);
    }
}
