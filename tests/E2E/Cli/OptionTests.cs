using System.Text.Json;
using Fairlead.E2E.Harness;

namespace Fairlead.E2E.Cli;

public sealed class OptionTests
{
    private const string Bind = "python3 $PROGRAMS/bind.py";

    [Theory, InlineData(""), InlineData("run"), InlineData("plan"), InlineData("doctor")]
    public async Task Help_goes_to_stdout_and_gives_0(string command)
    {
        var run = await Sandbox.Run($"fairlead {command} --help");
        Assert.Equal((0, ""), (run.Status, run.Error));
        Assert.Contains($"Usage: fairlead {command}".TrimEnd(), run.Output);
    }

    [Fact]
    public async Task Version_goes_to_stdout_and_gives_0()
    {
        var run = await Sandbox.Run("fairlead --version");
        Assert.Equal((0, ""), (run.Status, run.Error));
        Assert.Matches(@"^\d+\.\d+\.\d+", run.Output);
    }

    [Theory]
    [InlineData("run --no-such-flag -- touch ran", "--no-such-flag")]
    [InlineData("run -x touch ran", "-x")]
    [InlineData("run --engine warp --bind 127.0.0.7 touch ran", "warp")]
    [InlineData("run --bind", "--bind")]
    [InlineData("no-such-command", "no-such-command")]
    [InlineData("run -- touch ran", "no rules")]
    [InlineData("run --log /no/such/file --bind 127.0.0.7 touch ran", "--log /no/such/file")]
    public async Task Wrong_usage_gives_125_and_starts_nothing(string arguments, string message)
    {
        var run = await Sandbox.Run($"fairlead {arguments}; echo $?; ls");
        Assert.Equal("125\n", run.Output);
        Assert.Contains(message, run.Error);
    }

    [Fact]
    public async Task Decisions_are_not_told_by_default()
    {
        var run = await Sandbox.Run($"fairlead run --bind 127.0.0.7 -- {Bind} 0.0.0.0 8080");
        Assert.Equal(new Outcome(0, "127.0.0.7:8080\n", ""), run);
    }

    [Fact]
    public async Task Decisions_are_told_on_stderr_with_v()
    {
        var run = await Sandbox.Run($"fairlead run -v --bind 127.0.0.7 -- {Bind} 0.0.0.0 8080");
        Assert.Contains("bind tcp 0.0.0.0:8080 -> 127.0.0.7:8080 (rule 2)", run.Error);
        Assert.Equal("127.0.0.7:8080\n", run.Output);
    }

    [Fact]
    public async Task Refusals_are_told_unless_quiet()
    {
        const string rule = "-r 'bind any any to 127.0.0.7'";
        var normal = await Sandbox.Run($"fairlead run --engine seccomp {rule} -- {Bind} ::1 8080");
        var quiet = await Sandbox.Run($"fairlead run --engine seccomp -q {rule} -- {Bind} ::1 8080");
        Assert.Contains("fairlead: bind tcp", normal.Error);
        Assert.Equal("", quiet.Error);
        Assert.Equal(normal.Output, quiet.Output);
    }

    [Fact]
    public async Task Failures_are_told_though_quiet()
    {
        var run = await Sandbox.Run("fairlead run -q --bind 127.0.0.7 -- ./none");
        Assert.Contains("no such program", run.Error);
    }

    [Fact]
    public async Task Log_goes_to_its_file_and_not_to_stderr()
    {
        var run = await Sandbox.Run($"fairlead run -v --log log --bind 127.0.0.7 -- {Bind} 0.0.0.0 8080; cat log");
        Assert.Equal("", run.Error);
        Assert.Contains("bind tcp 0.0.0.0:8080 -> 127.0.0.7:8080", run.Output);
    }

    [Fact]
    public async Task Log_file_is_added_to_and_not_cut()
    {
        var run = await Sandbox.Run($"""
            echo before >log
            fairlead run -v --log log --bind 127.0.0.7 -- {Bind} 0.0.0.0 8080
            head -n 1 log
            """);
        Assert.Equal("127.0.0.7:8080\nbefore\n", run.Output);
    }

    [Fact]
    public async Task Json_log_has_an_object_on_each_line()
    {
        var run = await Sandbox.Run($"fairlead run -v --json --bind 127.0.0.7 -- {Bind} 0.0.0.0 8080");
        var lines = run.Error.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        var events = lines.Select(l => JsonDocument.Parse(l).RootElement.GetProperty("event").GetString());
        Assert.Contains("bind", events);
    }

    [Fact]
    public async Task Json_log_tells_failures_as_objects_too()
    {
        var run = await Sandbox.Run("fairlead run --json --bind 127.0.0.7 -- ./none");
        Assert.Equal("error", JsonDocument.Parse(run.Error).RootElement.GetProperty("event").GetString());
    }

    [Fact]
    public async Task Json_log_tells_bad_rules_as_objects_too()
    {
        var run = await Sandbox.Run("fairlead run --json -r 'bind nonsense' -- true");
        Assert.Equal(125, run.Status);
        var lines = run.Error.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.All(lines, line => JsonDocument.Parse(line).Dispose());
    }
}
