using Fairlead.E2E.Harness;

namespace Fairlead.E2E.Preload;

/// <summary>The environment carries library and rules to the program and to all that it starts.</summary>
public sealed class EnvironmentTests
{
    private const string Run = "fairlead run --engine preload --bind 127.0.0.7 --";

    [Fact]
    public async Task Library_and_rules_are_all_that_is_added()
    {
        var run = await Sandbox.Run($"env | sort >before; {Run} env | sort >after; diff before after | grep '^[<>]' | cut -c 1-25 | grep -v ' _='");
        Assert.Equal($"> FAIRLEAD_RULES=1:\n> LD_PRELOAD={Installed.Folder}"[..18], run.Output[..18]);
        Assert.Equal(2, run.Output.Count(c => c == '\n'));
    }

    [Theory]
    [InlineData("", "")]
    [InlineData("LD_PRELOAD=/lib/x86_64-linux-gnu/libm.so.6", ":/lib/x86_64-linux-gnu/libm.so.6")]
    [InlineData("LD_PRELOAD='/lib/x86_64-linux-gnu/libm.so.6 /lib/x86_64-linux-gnu/libdl.so.2'", ":/lib/x86_64-linux-gnu/libm.so.6:/lib/x86_64-linux-gnu/libdl.so.2")]
    public async Task Other_preloaded_libraries_stay_behind_it(string before, string behind)
    {
        var run = await Sandbox.Run($"env {before} {Run} printenv LD_PRELOAD");
        Assert.Equal($"{Installed.Folder}/artifacts/fairlead/libfairlead.so{behind}\n", run.Output);
    }

    [Theory]
    [InlineData("env")]
    [InlineData("nohup")]
    [InlineData("sh -c '\"$@\"' sh")]
    [InlineData("bash -c '\"$@\"; true' bash")]
    [InlineData("timeout 10")]
    [InlineData("setsid -w")]
    [InlineData("nice")]
    [InlineData("python3 -c 'import subprocess, sys; subprocess.run(sys.argv[1:])'")]
    public async Task What_the_program_starts_is_under_the_rules(string starter)
    {
        var run = await Sandbox.Run($"{Run} {starter} python3 $PROGRAMS/bind.py 0.0.0.0 8080 2>/dev/null");
        Assert.Equal("127.0.0.7:8080\n", run.Output);
    }

    [Fact]
    public async Task Program_has_the_pid_that_the_caller_started_and_no_child()
    {
        var run = await Sandbox.Run($$"""
            {{Run}} sh -c 'echo $$; read -r children </proc/$$/task/$$/children; echo "<$children>"' >out &
            wait $!; [ "$(head -n 1 out)" = $! ] && tail -n 1 out
            """);
        Assert.Equal("<>\n", run.Output);
    }

    [Fact]
    public async Task Rules_inside_of_rules_are_refused()
    {
        var run = await Sandbox.Run($"{Run} fairlead run --engine preload --bind 127.0.0.8 -- echo never");
        Assert.Equal((125, ""), (run.Status, run.Output));
        Assert.Contains("it runs inside another `fairlead run`", run.Error);
    }

    [Fact]
    public async Task Passed_socket_that_a_rule_uses_stays_open_and_the_others_do_not()
    {
        var run = await Sandbox.Run("""
            python3 $PROGRAMS/activate.py a:web:c fairlead run --engine preload -r 'bind tcp any:8080 to activated:web' -- \
                sh -c 'for fd in 3 4 5; do [ -e /proc/$$/fd/$fd ] && echo $fd; done; env | grep LISTEN'
            """);
        Assert.Equal("4\n", run.Output);
    }

    [Fact]
    public async Task Passed_sockets_are_the_programs_own_where_no_rule_uses_them()
    {
        var run = await Sandbox.Run($$"""
            python3 $PROGRAMS/activate.py a:b {{Run}} \
                sh -c '[ $LISTEN_PID = $$ ] && echo $LISTEN_FDS $LISTEN_FDNAMES && ls /proc/$$/fd | grep -E "^[34]$"'
            """);
        Assert.Equal("2 a:b\n3\n4\n", run.Output);
    }
}
