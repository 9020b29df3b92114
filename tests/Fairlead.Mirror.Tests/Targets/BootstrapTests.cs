using Fairlead.Linux;

namespace Fairlead.Mirror.Tests.Targets;

public sealed class BootstrapTests
{
    public static TheoryData<string> Shells => ["dash", "bash", "busybox sh", "exec bash --posix", "env -i /bin/busybox sh"];

    [Theory]
    [MemberData(nameof(Shells))]
    public void An_agent_runs_and_leaves_nothing(string shell)
    {
        using var agent = new FakeAgent(megabytes: 1);
        using (var session = agent.Start(shell))
        {
            Assert.Equal("a 'b' $c", session.Echo("a 'b' $c"));
            Assert.Equal([session.Folder], agent.Left);
        }
        Assert.Empty(agent.Left);
        Assert.Empty(agent.Said);
    }

    [Theory]
    [MemberData(nameof(Shells))]
    public void A_killed_agent_leaves_nothing(string shell)
    {
        using var agent = new FakeAgent();
        using var session = agent.Start(shell);
        Assert.Equal(Errno.None, Libc.kill(session.Pid, SignalConstants.SIGKILL));
        agent.AssertGone();
    }

    [Theory]
    [MemberData(nameof(Shells))]
    public void A_kept_agent_is_used_again(string shell)
    {
        using var agent = new FakeAgent();
        var keeps = agent.Settings with { KeepsAgent = true };
        agent.Start(shell, keeps).Dispose();
        Assert.Equal([$"/tmp/{agent.KeptName}"], agent.Left);
        using (var session = agent.Start(shell, keeps with { KeepsAgent = false }))
        {
            Assert.Equal($"/tmp/{agent.KeptName}", session.Folder);
        }
        Assert.Empty(agent.Left);
    }

    [Theory]
    [MemberData(nameof(Shells))]
    public void A_kept_agent_that_somebody_changed_is_not_used(string shell)
    {
        using var agent = new FakeAgent();
        var keeps = agent.Settings with { KeepsAgent = true };
        agent.Start(shell, keeps).Dispose();
        File.AppendAllText($"/tmp/{agent.KeptName}/fairlead-agent", "\necho planted\n");
        using (var session = agent.Start(shell))
        {
            Assert.NotEqual($"/tmp/{agent.KeptName}", session.Folder);
        }
        agent.Start(shell, keeps).Dispose();
        Assert.DoesNotContain("planted", File.ReadAllText($"/tmp/{agent.KeptName}/fairlead-agent"), StringComparison.Ordinal);
    }

    [Fact]
    public void What_a_killed_shell_left_goes_with_the_next_session()
    {
        using var agent = new FakeAgent();
        using (var session = agent.Start("exec dash"))
        {
            Assert.Equal(Errno.None, Libc.kill(session.Process.Pid, SignalConstants.SIGKILL));
        }
        Assert.Single(agent.Left);
        agent.Start("dash").Dispose();
        Assert.Empty(agent.Left);
    }

    [Fact]
    public void Two_sessions_do_not_disturb_each_other()
    {
        using var agent = new FakeAgent();
        using var first = agent.Start("dash");
        agent.Start("bash").Dispose();
        Assert.Equal("still there", first.Echo("still there"));
        Assert.Equal([first.Folder], agent.Left);
    }

    [Fact]
    public void A_banner_before_the_shell_is_passed_over()
    {
        using var agent = new FakeAgent();
        using var session = agent.Start("printf 'Welcome\\n\\nto this host\\n'; exec dash");
        Assert.Equal("x", session.Echo("x"));
    }

    [Fact]
    public void What_the_target_writes_to_stderr_is_passed_on()
    {
        using var agent = new FakeAgent();
        agent.Start("printf 'one\\ntwo\\033[2J' >&2; exec dash").Dispose();
        Assert.Contains("shell:printf 'one\\ntwo\\033[2J' >&2; exec dash: one", agent.Said);
        Assert.EndsWith(": two?[2J", agent.Said[^1], StringComparison.Ordinal);
    }

    [Fact]
    public void Ctrl_C_does_not_end_the_transport()
    {
        using var agent = new FakeAgent();
        using var session = agent.Start("dash");
        Assert.Equal(Errno.None, Libc.kill(session.Process.Pid, SignalConstants.SIGINT));
        Assert.Equal("x", session.Echo("x"));
    }
}
