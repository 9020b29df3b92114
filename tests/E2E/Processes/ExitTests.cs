using Fairlead.E2E.Harness;

namespace Fairlead.E2E.Processes;

public sealed class ExitTests
{
    [Theory, InlineData(0), InlineData(1), InlineData(42), InlineData(125), InlineData(255)]
    public Task Exit_status_is_the_programs(int status) =>
        Preserved.Check($"python3 $PROGRAMS/status.py $UNDER sh -c 'exit {status}'", $"{status}");

    [Theory, InlineData("HUP", 1), InlineData("INT", 2), InlineData("QUIT", 3), InlineData("ABRT", 6)]
    [InlineData("KILL", 9), InlineData("USR1", 10), InlineData("SEGV", 11), InlineData("PIPE", 13)]
    [InlineData("TERM", 15), InlineData("35", 35)]
    public Task Death_by_signal_is_reproduced(string signal, int number) =>
        Preserved.Check($"""
            ulimit -c 0
            python3 $PROGRAMS/status.py $UNDER sh -c 'kill -{signal} $$; sleep 5'
            """, $"{-number}");

    [Fact]
    public async Task Death_by_signal_leaves_one_core_at_most()
    {
        var run = await Sandbox.Run($"""
            ulimit -c unlimited
            {Preserved.Under} sh -c 'ulimit -c 0; kill -SEGV $$'
            ls core* 2>/dev/null | wc -l
            """);
        Assert.Equal("0\n", run.Output);
    }

    [Fact]
    public Task Status_comes_back_though_the_caller_ignores_SIGCHLD() =>
        Preserved.Check("python3 $PROGRAMS/caller.py ignore=CHLD -- $UNDER sh -c 'exit 42'; echo $?", "42");

    [Fact]
    public async Task Nothing_is_said_when_the_program_fails()
    {
        var run = await Sandbox.Run($"{Preserved.Under} sh -c 'exit 3'");
        Assert.Equal(new Outcome(3, "", ""), run);
    }
}
