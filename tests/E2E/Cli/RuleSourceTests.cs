using Fairlead.E2E.Harness;

namespace Fairlead.E2E.Cli;

public sealed class RuleSourceTests
{
    private const string Rule = "bind tcp any:8080 to 127.0.0.7";
    private const string Bind = "python3 $PROGRAMS/bind.py 0.0.0.0 8080";

    [Fact]
    public Task Rules_are_read_from_a_file() => Steers($"echo '{Rule}' >f", "--rules f");

    [Fact]
    public Task Rules_file_may_have_CRLF() => Steers($"printf '# head\\r\\n{Rule}\\r\\n\\r\\n' >f", "--rules f");

    [Fact]
    public Task Rules_file_may_have_a_BOM() => Steers($"printf '\\357\\273\\277{Rule}\\n' >f", "--rules f");

    [Fact]
    public Task Rules_file_may_lack_its_last_line_end() => Steers($"printf '{Rule}' >f", "--rules f");

    [Fact]
    public Task Rules_may_come_through_a_pipe() => Steers("true", $"--rules <(echo '{Rule}')");

    [Fact]
    public Task Included_files_are_found_from_the_file_that_includes() =>
        Steers($"mkdir d; echo '{Rule}' >d/inner; echo 'include inner' >d/f", "--rules d/f");

    [Fact]
    public Task Profile_is_found_in_XDG_CONFIG_HOME() =>
        Steers(
            $"mkdir -p c/fairlead; echo '{Rule}' >c/fairlead/game.rules; export XDG_CONFIG_HOME=/mnt/c", "--profile game");

    [Fact]
    public Task Profile_is_found_below_HOME() =>
        Steers($"mkdir -p .config/fairlead; echo '{Rule}' >.config/fairlead/game.rules", "--profile game");

    [Fact]
    public Task Profile_may_be_a_folder_of_files() =>
        Steers(
            $"mkdir -p .config/fairlead/game.rules.d; echo '{Rule}' >.config/fairlead/game.rules.d/10-a.rules",
            "--profile game");

    [Fact]
    public Task Rule_of_the_command_line_comes_before_those_of_files() =>
        Steers("echo 'bind any any deny' >f", $"--rules f -r '{Rule}'");

    [Theory]
    [InlineData("echo 'include f' >f", "--rules f", "includes itself")]
    [InlineData("echo 'include g' >f; echo 'include f' >g", "--rules f", "includes itself")]
    [InlineData("true", "--rules none", "none: cannot read the rules: there is no such file")]
    [InlineData("mkdir d", "--rules d", "d: cannot read the rules")]
    [InlineData("echo 'include none' >f", "--rules f", "there is no such file")]
    [InlineData("true", "--profile none", "no none.rules in /etc/fairlead or ")]
    [InlineData("printf 'bind tcp any\\nbind tpc any to :1\\n' >f", "--rules f", "f:2:6")]
    [InlineData("true", "-r 'bind tcp any to no.such.host.invalid'", "no.such.host.invalid")]
    [InlineData("true", "--bind 192.0.2.9", "192.0.2.9 is not on this machine")]
    [InlineData("true", "--bind 192.0.2.9", "freebind")]
    [InlineData("true", "--from 192.0.2.9", "192.0.2.9 is not on this machine")]
    [InlineData("true", "-r 'bind tcp any to dev nosuch0'", "there is no interface \"nosuch0\"")]
    [InlineData("true", "-r 'connect any any dev nosuch0'", "there is no interface \"nosuch0\"")]
    [InlineData("true", "-r 'bind tcp any:80 to activated:web'", "FileDescriptorName=web")]
    public async Task Bad_rules_are_told_before_the_program_starts(string setup, string options, string message)
    {
        var run = await Sandbox.Run($"""
            {setup}
            timeout 10 fairlead run {options} -- touch ran
            echo $?; ls ran 2>/dev/null
            """);
        Assert.Equal("125\n", run.Output);
        Assert.StartsWith("fairlead: ", run.Error);
        Assert.Contains(message, run.Error);
    }

    [Fact]
    public async Task Unreadable_rules_file_is_told_to_an_ordinary_user()
    {
        Requires.Root();
        var run = await Sandbox.Run("touch f; chmod 0 f; " + Nobody.Setpriv + " fairlead run --rules f -- touch ran");
        Assert.Equal((125, ""), (run.Status, run.Output));
        Assert.Contains("f: cannot read the rules", run.Error);
    }

    private static async Task Steers(string setup, string options)
    {
        var run = await Sandbox.Run($"{setup}\nfairlead run {options} -- {Bind}");
        Assert.Equal(new Outcome(0, "127.0.0.7:8080\n", ""), run);
    }
}
