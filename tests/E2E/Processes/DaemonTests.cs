using Fairlead.E2E.Harness;

namespace Fairlead.E2E.Processes;

/// <summary>Processes that outlive the first one are still served.</summary>
public sealed class DaemonTests
{
    private const string Settle = "until [ -s out ] && [ $(wc -l <out) -ge 6 ]; do sleep 0.05; done; sort -u out";

    [Fact]
    public async Task Double_forked_daemon_is_served_after_the_first_process_has_ended()
    {
        var run = await Sandbox.Run(
            $"fairlead run --engine seccomp --bind 127.0.0.7 -- python3 $PROGRAMS/daemon.py out; echo status $?; {Settle}");
        Assert.Equal("status 4\nok 127.0.0.7\n", run.Output);
    }

    [Fact]
    public async Task Background_child_is_served_after_its_shell_has_ended()
    {
        var run = await Sandbox.Run(
            $"""
            fairlead run --engine seccomp --bind 127.0.0.7 -- sh -c 'python3 $PROGRAMS/binder.py out & exit 3'
            echo status $?; {Settle}
            """);
        Assert.Equal("status 3\nok 127.0.0.7\n", run.Output);
    }

    [Fact]
    public async Task Child_that_waits_in_a_call_is_served_over_the_handover()
    {
        var run = await Sandbox.Run("""
            fairlead run --engine seccomp -r 'bind tcp any:8080 to unix:/mnt/s' -- \
                sh -c 'python3 $PROGRAMS/accept.py out & until [ -S s ]; do sleep 0.02; done; sleep 0.3'
            echo hello | socat - UNIX:/mnt/s; cat out
            """);
        Assert.Equal("heard hello\nheard hello\n", run.Output);
    }

    [Fact]
    public async Task Many_daemons_lose_no_call_at_the_handover()
    {
        var run = await Sandbox.Run("""
            fairlead run --engine seccomp --bind 127.0.0.7 -- \
                sh -c 'for i in 1 2 3 4 5 6 7 8; do python3 $PROGRAMS/burst.py out$i 4000 & done; sleep 0.5'
            while pgrep -f burst.py >/dev/null; do sleep 0.05; done
            cat out* | sort | uniq -c | sed 's/^ *//'
            """);
        Assert.Equal("8 4000 right\n", run.Output);
    }

    [Fact]
    public async Task Reader_of_the_output_sees_its_end_when_the_first_process_ends()
    {
        var run = await Sandbox.Run("""
            time (fairlead run --engine seccomp --bind 127.0.0.7 -- sh -c '
                python3 $PROGRAMS/binder.py out >/dev/null 2>&1 </dev/null &
                echo up; until [ -s out ]; do sleep 0.02; done' | cat)
            pkill -f binder.py
            """);
        Assert.Equal("up\n", run.Output);
        Assert.Contains("real\t0m0", run.Error);
    }

    [Fact]
    public async Task Second_supervisor_holds_no_file_of_the_caller()
    {
        var run = await Sandbox.Run("""
            fairlead run --engine seccomp --bind 127.0.0.7 -- \
                sh -c 'python3 $PROGRAMS/binder.py out >/dev/null 2>&1 </dev/null & exit 0' 7<$PROGRAMS/binder.py
            wait_for test -s out
            for pid in $(pgrep fairlead); do ls -l /proc/$pid/fd; done | grep -E 'programs|/mnt'; echo none
            """);
        Assert.Equal("none\n", run.Output);
    }
}
