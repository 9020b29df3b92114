using Fairlead.E2E.Harness;

namespace Fairlead.E2E.Processes;

public sealed class SignalTests
{
    [Theory, InlineData("HUP"), InlineData("INT"), InlineData("QUIT"), InlineData("TERM"), InlineData("USR1")]
    [InlineData("USR2"), InlineData("WINCH"), InlineData("ALRM"), InlineData("CONT"), InlineData("PIPE"), InlineData("ABRT")]
    [InlineData("RTMIN+3")]
    public Task Signal_reaches_the_program_once_when_it_is_sent_to_fairlead(string signal) => Preserved.Check($"""
        $UNDER python3 $PROGRAMS/signals.py >out & pid=$!
        disown; wait_for grep ready out
        kill -{signal} $pid; wait_for grep got out; sleep 0.1
        kill -KILL $pid
        grep -c got out
        """, "1");

    [Fact]
    public Task Signal_reaches_a_program_that_handles_what_its_caller_ignored() => Preserved.Check("""
        python3 $PROGRAMS/caller.py ignore=HUP,TERM -- $UNDER python3 $PROGRAMS/signals.py >out & pid=$!
        disown; wait_for grep ready out
        kill -HUP $pid; wait_for grep HUP out; kill -TERM $pid; wait_for grep TERM out
        kill -KILL $pid
        grep got out
        """, "got SIGHUP\ngot SIGTERM");

    [Fact]
    public Task Signal_reaches_a_program_that_unblocks_what_its_caller_blocked() => Preserved.Check("""
        python3 $PROGRAMS/caller.py block=TERM,USR1 -- $UNDER python3 $PROGRAMS/signals.py >out & pid=$!
        disown; wait_for grep ready out
        kill -TERM $pid; wait_for grep TERM out
        kill -KILL $pid
        grep got out
        """, "got SIGTERM");

    [Fact]
    public Task Program_is_ended_when_fairlead_gets_SIGTERM() => Preserved.Check("""
        $UNDER sleep 20 & pid=$!
        wait_for pgrep -x sleep; kill $pid; wait $pid; echo $?
        pgrep -x sleep
        """, "143");

    [Fact]
    public Task Signal_that_the_program_ignores_ends_nothing() => Preserved.Check("""
        $UNDER sh -c 'trap "" TERM; touch up; sleep 0.5; echo lived' & pid=$!
        wait_for ls up; kill $pid; wait $pid; echo $?
        """, "lived\n0");

    [Fact]
    public Task Program_that_was_stopped_goes_on_when_it_alone_is_continued() => Preserved.Check("""
        $UNDER sh -c 'echo $$ >me; kill -STOP $$; echo on' & pid=$!
        until [ -s me ] && grep -q '^State:.T' /proc/$(cat me)/status; do sleep 0.02; done
        sleep 0.2; kill -CONT $(cat me); wait $pid; echo $?
        """, "on\n0");

    [Fact]
    public Task Signals_to_the_group_end_program_and_fairlead() => Preserved.Check("""
        setsid sh -c 'echo $$ >group; $UNDER sleep 20; echo $? >status' &
        wait_for pgrep -x sleep; kill -TERM -$(cat group); wait_for gone sleep; wait_for gone fairlead
        pgrep -x sleep; pgrep -x fairlead; echo none
        """, "none");
}
