namespace Fairlead.Mirror.Tests.Targets;

public sealed class BootstrapToolTests
{
    private static readonly string[] s_least = ["sh", "uname", "printf", "mkdir", "mv", "chmod", "rm", "env", "wc", "cat"];

    [Theory]
    [InlineData("head")]
    [InlineData("dd")]
    [InlineData("head", "gzip")]
    [InlineData("head", "gunzip", "sha256sum", "df")]
    [InlineData("dd", "busybox")]
    public void A_few_tools_are_enough(params string[] tools)
    {
        Assert.SkipUnless(File.Exists("/bin/busybox"), "needs /bin/busybox");
        using var agent = new FakeAgent(megabytes: 1);
        using var folder = new ToolFolder("", [.. s_least, .. tools]);
        using (var session = agent.Start(folder.Shell))
        {
            Assert.Equal("x", session.Echo("x"));
        }
        Assert.Empty(agent.Left);
    }

    // Mounts of its own: what is true for /tmp there.
    [Theory]
    [InlineData("noexec", "/dev/shm")]
    [InlineData("ro", "/dev/shm")]
    [InlineData("size=1m", "/dev/shm")]
    public void A_folder_that_will_not_do_is_passed_over(string option, string next)
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "needs root");
        using var agent = new FakeAgent(megabytes: 2);
        using var session = agent.Start(Mounted(option, "/tmp"));
        Assert.StartsWith(next, session.Folder, StringComparison.Ordinal);
    }

    [Fact]
    public void Where_no_folder_will_do_each_is_named_with_its_reason()
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "needs root");
        using var agent = new FakeAgent(megabytes: 2);
        var refusal = agent.Refusal(
            "cd /sys; " + Mounted("noexec", "/tmp", Mounted("ro", "/dev/shm", Mounted("size=1m", "/var/tmp", Mounted("noexec", "/run")))));
        Assert.Contains("no folder for the agent; /tmp forbids to execute (noexec); /dev/shm is not writable; "
            + "/var/tmp has less than", refusal, StringComparison.Ordinal);
        Assert.Contains("kB free; /run forbids to execute (noexec); /sys is not writable", refusal, StringComparison.Ordinal);
    }

    [Fact]
    public void A_folder_that_fills_up_is_said_and_left_empty()
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "needs root");
        using var agent = new FakeAgent(megabytes: 2);
        using var tools = new ToolFolder("df() { exit 1; }");
        Assert.Contains("cannot write /tmp/", agent.Refusal(Mounted("size=1m", "/tmp", tools.Shell)), StringComparison.Ordinal);
    }

    private static string Mounted(string option, string folder, string then = "exec dash") =>
        $"exec unshare -m sh -c {Quote($"mount -t tmpfs -o {option} none {folder} && {then}")}";

    private static string Quote(string word) => $"'{word.Replace("'", "'\\''", StringComparison.Ordinal)}'";
}
