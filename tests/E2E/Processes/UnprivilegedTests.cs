using Fairlead.E2E.Harness;

namespace Fairlead.E2E.Processes;

/// <summary>An ordinary user without any capability.</summary>
public sealed class UnprivilegedTests
{
    public UnprivilegedTests() => Requires.Root();

    [Theory, InlineData(""), InlineData("--same-pid")]
    public async Task Program_is_under_the_rules(string options)
    {
        var run = await Sandbox.Run($"""
            {Nobody.Setpriv} fairlead run --engine seccomp {options} --bind 127.0.0.7 -- python3 $PROGRAMS/bind.py 0.0.0.0 8080
            """);
        Assert.Equal(new Outcome(0, "127.0.0.7:8080\n", ""), run);
    }

    [Fact]
    public async Task Program_gets_no_new_privs()
    {
        var run = await Sandbox.Run($"""
            {Nobody.Setpriv} fairlead run --engine seccomp --bind 127.0.0.7 -- grep NoNewPrivs /proc/self/status
            """);
        Assert.Equal("NoNewPrivs:\t1\n", run.Output);
    }

    [Fact]
    public async Task Low_port_stays_forbidden_when_a_rule_keeps_it()
    {
        var run = await Sandbox.Run($"""
            {Nobody.Setpriv} fairlead run --engine seccomp --bind 127.0.0.7 -- python3 $PROGRAMS/bind.py 0.0.0.0 80
            """);
        Assert.Equal("EACCES\n", run.Output);
    }

    [Fact]
    public async Task Daemon_is_served_after_the_first_process_has_ended()
    {
        var run = await Sandbox.Run(
            $"""
            {Nobody.Setpriv} fairlead run --engine seccomp --bind 127.0.0.7 -- python3 $PROGRAMS/daemon.py out
            wait_for grep ok out; sleep 0.2; sort -u out
            """);
        Assert.Equal("ok 127.0.0.7\n", run.Output);
    }

    [Fact]
    public async Task Program_that_drops_its_privilege_is_still_served()
    {
        var run = await Sandbox.Run($"""
            fairlead run --engine seccomp --bind 127.0.0.7 -- {Nobody.Setpriv} python3 $PROGRAMS/bind.py 0.0.0.0 8080
            """);
        Assert.Equal(new Outcome(0, "127.0.0.7:8080\n", ""), run);
    }

    [Fact]
    public async Task Setuid_program_is_warned_of()
    {
        var run = await Sandbox.Run($"{Nobody.Setpriv} fairlead run --engine seccomp --bind 127.0.0.7 -- su --version");
        Assert.Contains("setuid", run.Error);
        Assert.Contains("util-linux", run.Output);
    }
}
