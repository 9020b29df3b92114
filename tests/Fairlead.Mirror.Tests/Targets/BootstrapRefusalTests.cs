using Fairlead.Mirror.Targets;

namespace Fairlead.Mirror.Tests.Targets;

public sealed class BootstrapRefusalTests
{
    [Theory]
    [InlineData("no-such-command", "no shell answers; sh ended with status 127; it wrote: ")]
    [InlineData("echo This account is closed.; exit 3", "no shell answers; sh ended with status 3; it wrote: This account is closed.")]
    [InlineData("kill -9 $$", "no shell answers; sh was killed by signal 9")]
    [InlineData("cat", "what answers is no shell: it gives back what it is sent")]
    [InlineData("yes", "no shell answers, but something that writes on and on")]
    public void No_shell_says_what_was_there_instead(string command, string message)
    {
        using var agent = new FakeAgent();
        Assert.StartsWith($"shell:{command}: {message}", agent.Refusal(command), StringComparison.Ordinal);
    }

    [Fact]
    public void A_shell_that_does_not_answer_is_given_up()
    {
        using var agent = new FakeAgent();
        var settings = agent.Settings with { Patience = TimeSpan.FromMilliseconds(300) };
        Assert.Contains("no shell has answered within", agent.Refusal("sleep 30", settings), StringComparison.Ordinal);
    }

    [Fact]
    public void Another_machine_is_named()
    {
        using var agent = new FakeAgent();
        using var tools = new ToolFolder("uname() { echo aarch64; }");
        Assert.Contains("its machine is aarch64", agent.Refusal(tools.Shell), StringComparison.Ordinal);
    }

    [Fact]
    public void Missing_tools_are_named()
    {
        using var agent = new FakeAgent();
        using var tools = new ToolFolder("", "sh", "uname", "printf", "mkdir", "chmod", "rm", "env", "wc", "cat");
        Assert.Contains("neither head nor dd is in PATH", agent.Refusal(tools.Shell), StringComparison.Ordinal);
        Assert.Empty(agent.Left);
    }

    [Fact]
    public void Without_an_agent_to_upload_it_says_how_to_make_one()
    {
        using var agent = new FakeAgent();
        var settings = agent.Settings with { AgentFolder = "/nonexistent" };
        Assert.Contains("there is no agent to upload in /nonexistent", agent.Refusal("dash", settings), StringComparison.Ordinal);
    }

    [Fact]
    public void What_arrives_otherwise_than_it_was_sent_is_not_run()
    {
        using var agent = new FakeAgent();
        var list = Path.Combine(agent.Folder, "sums");
        var sums = File.ReadAllText(list);
        File.WriteAllText(list, $"{(sums[0] == '0' ? '1' : '0')}{sums[1..]}");
        var refusal = agent.Refusal("dash");
        Assert.Contains("is not what was sent", refusal, StringComparison.Ordinal);
        Assert.Empty(agent.Left);
    }

    [Theory]
    [InlineData(AgentPrivilege.Passive, "net_raw", "CAP_NET_RAW is missing")]
    [InlineData(AgentPrivilege.Capture, "net_admin", "CAP_NET_ADMIN is missing; --passive works without it")]
    public void A_missing_capability_is_named(AgentPrivilege privilege, string capability, string message)
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "needs root");
        using var agent = new FakeAgent();
        var command = $"exec setpriv --bounding-set=-{capability} dash";
        Assert.EndsWith($"not permitted there, as user 0: {message}",
            agent.Refusal(command, agent.Settings with { Privilege = privilege }), StringComparison.Ordinal);
    }
}
