using Fairlead.E2E.Harness;

namespace Fairlead.E2E.Processes;

/// <summary><c>--same-pid</c>: the process that the caller started becomes the program.</summary>
public sealed class SamePidTests
{
    private const string Run = "fairlead run --engine seccomp --same-pid --bind 127.0.0.7 --";

    [Fact]
    public async Task Program_has_the_pid_that_the_caller_started()
    {
        var run = await Sandbox.Run($"{Run} sh -c 'echo $$' >out & wait $!; [ $(cat out) = $! ] && echo same");
        Assert.Equal("same\n", run.Output);
    }

    [Fact]
    public async Task Program_is_under_the_rules()
    {
        var run = await Sandbox.Run($"{Run} python3 $PROGRAMS/bind.py 0.0.0.0 8080");
        Assert.Equal(new Outcome(0, "127.0.0.7:8080\n", ""), run);
    }

    [Fact]
    public async Task Program_has_no_child_that_it_did_not_start()
    {
        var run = await Sandbox.Run($"{Run} sh -c 'read -r children </proc/$$/task/$$/children; echo \"<$children>\"'");
        Assert.Equal("<>\n", run.Output);
    }

    [Theory, InlineData("exit 42", "42"), InlineData("kill -SEGV $$", "-11"), InlineData("kill -TERM $$", "-15")]
    public async Task End_of_the_program_is_its_own(string end, string status)
    {
        var run = await Sandbox.Run($"ulimit -c 0; python3 $PROGRAMS/status.py {Run} sh -c '{end}'");
        Assert.Equal(status + "\n", run.Output);
    }

    [Fact]
    public async Task Missing_program_gives_127()
    {
        var run = await Sandbox.Run($"{Run} no-such-program");
        Assert.Equal(127, run.Status);
    }

    [Fact]
    public async Task Program_that_cannot_be_executed_gives_126_and_leaves_no_supervisor()
    {
        var run = await Sandbox.Run($"""
            printf '\177ELFxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx' >f
            chmod +x f
            {Run} ./f
            echo $?
            wait_for gone fairlead
            pgrep fairlead
            """);
        Assert.Equal("126\n", run.Output);
    }

    [Theory]
    [InlineData("cat /proc/self/status | grep -E '^Sig(Blk|Ign|Cgt)'")]
    [InlineData("cat /proc/self/limits")]
    [InlineData("ls /proc/self/fd")]
    [InlineData("env | sort | grep -vE '^(UNDER|_)='")]
    public async Task State_is_the_callers(string look)
    {
        var script = $"$UNDER {look}";
        var (bare, under) = (await Sandbox.Run(script, ("UNDER", "")), await Sandbox.Run(script, ("UNDER", Run)));
        Assert.Equal(bare, under);
    }

    [Fact]
    public async Task Children_are_served_after_the_program_has_ended()
    {
        var run = await Sandbox.Run(
            $"{Run} sh -c 'python3 $PROGRAMS/binder.py out & exit 3'; echo $?; wait_for grep ok out; sleep 0.2; sort -u out");
        Assert.Equal("3\nok 127.0.0.7\n", run.Output);
    }

    [Fact]
    public async Task Ctrl_C_does_not_reach_the_supervisor()
    {
        var run = await Sandbox.Run($$"""
            setsid sh -c '{{Run}} \
                sh -c "trap true TERM; echo up >up; sleep 1; sleep 0.2; python3 $PROGRAMS/bind.py 0.0.0.0 8080 >out"' &
            wait_for test -s up
            kill -TERM -$(ps -o pgid= -C sleep | tr -d ' '); wait_for test -s out; cat out
            """);
        Assert.Equal("127.0.0.7:8080\n", run.Output);
    }
}
