using Fairlead.E2E.Harness;

namespace Fairlead.E2E.Stress;

/// <summary>64 processes bind hundreds of times each: every answer is right, and none is lost.</summary>
public sealed class StressTests
{
    private const string Rules = """
        bind tcp wildcard:0 to 127.0.0.9
        bind udp wildcard:0 to 127.0.0.8
        bind udp any:7000 deny EACCES
        bind tcp 127.0.0.1:20000-20999 to :+1000
        """;

    [Fact]
    public Task Answers_are_right_when_many_processes_bind() =>
        Check("64 1000", "64000 made, 0 wrong, 0 ended badly\n");

    [Fact]
    public Task Answers_are_right_when_signals_restart_calls() =>
        Check("64 400 restart", "25600 made, 0 wrong, 0 ended badly\n");

    [Fact]
    public Task Answers_are_right_when_signals_interrupt_calls() =>
        Check("64 400 interrupt", "25600 made, 0 wrong, 0 ended badly\n");

    [Fact]
    public Task Answers_are_right_when_other_processes_are_killed_in_mid_call() =>
        Check("64 1000 kill", "0 wrong, 0 ended badly\n");

    private static async Task Check(string arguments, string expected)
    {
        var run = await Sandbox.Run($"fairlead run --engine seccomp -r \"$RULES\" -- $PROGRAMS/stress {arguments}", ("RULES", Rules));
        Assert.True(run.Output == expected, $"{run.Output}{run.Error}");
        Assert.Equal(0, run.Status);
    }
}
