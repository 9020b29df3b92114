using Fairlead.E2E.Harness;

namespace Fairlead.E2E.Processes;

/// <summary>If the supervisor dies, the program does not go on with half its calls refused: it is ended.</summary>
public sealed class SupervisorDeathTests
{
    [Fact]
    public async Task Program_is_ended_when_fairlead_is_killed()
    {
        var run = await Sandbox.Run("""
            fairlead run --engine seccomp --bind 127.0.0.7 -- sleep 20 & pid=$!
            wait_for pgrep -x sleep
            kill -KILL $pid; wait_for gone sleep
            pgrep -x sleep; echo none
            """);
        Assert.Equal("none\n", run.Output);
    }

    [Fact]
    public async Task Child_of_the_program_is_ended_at_its_next_call_when_fairlead_is_killed()
    {
        var run = await Sandbox.Run("""
            fairlead run --engine seccomp --bind 127.0.0.7 -- sh -c 'python3 $PROGRAMS/binder.py child & sleep 20' & pid=$!
            wait_for test -s child
            kill -KILL $pid; wait_for gone python3
            pgrep -x python3; grep -v ok child; echo none
            """);
        Assert.Equal("none\n", run.Output);
    }

    [Fact]
    public async Task Daemon_is_ended_at_its_next_call_when_its_supervisor_is_killed()
    {
        var run = await Sandbox.Run("""
            fairlead run --engine seccomp --bind 127.0.0.7 -- sh -c 'setsid python3 $PROGRAMS/binder.py child & exit 0'
            wait_for test -s child
            pkill -KILL -x fairlead; wait_for gone python3
            pgrep -x python3; grep -v ok child; echo none
            """);
        Assert.Equal("none\n", run.Output);
    }

    [Fact]
    public async Task Same_pid_program_is_ended_at_its_next_call_when_its_supervisor_is_killed()
    {
        var run = await Sandbox.Run("""
            fairlead run --engine seccomp --same-pid --bind 127.0.0.7 -- python3 $PROGRAMS/binder.py child & disown
            wait_for test -s child
            pkill -KILL -x fairlead; wait_for gone python3
            pgrep -x python3; grep -v ok child; echo none
            """);
        Assert.Equal("none\n", run.Output);
    }

    [Fact]
    public async Task No_process_of_fairlead_stays_when_the_program_has_ended()
    {
        var run = await Sandbox.Run("""
            fairlead run --engine seccomp --bind 127.0.0.7 -- true
            fairlead run --engine seccomp --same-pid --bind 127.0.0.7 -- true
            wait_for gone fairlead; pgrep -l fairlead; echo none
            """);
        Assert.Equal("none\n", run.Output);
    }

    [Fact]
    public async Task Guard_ends_when_the_last_program_of_a_killed_fairlead_has_ended()
    {
        var run = await Sandbox.Run("""
            fairlead run --engine seccomp --bind 127.0.0.7 -- sleep 20 & pid=$!
            wait_for pgrep -x sleep
            kill -KILL $pid; wait_for gone fairlead-guard; wait_for gone fairlead
            pgrep -l fairlead; echo none
            """);
        Assert.Equal("none\n", run.Output);
    }
}
