using Fairlead.E2E.Harness;

namespace Fairlead.E2E.Terminals;

public sealed class JobControlTests
{
    [Fact]
    public Task Ctrl_C_ends_the_program_and_the_shell_sees_it() => Terminal.Dialogue("""
        > $under sh -c 'echo up; exec sleep 20'
        < ^up
        ^C
        > echo status=$?
        < ^status=130
        """);

    [Fact]
    public Task Ctrl_C_reaches_the_program_once() => Terminal.Dialogue("""
        > $under bash -c 'trap "echo caught" INT; echo up; sleep 0.7; sleep 0.7; echo end'
        < ^up
        ^C
        < caught
        < ^end
        > fg
        < no such job
        """);

    [Fact]
    public Task Ctrl_backslash_ends_the_program_with_SIGQUIT() => Terminal.Dialogue("""
        > ulimit -c 0; $under sh -c 'echo up; exec sleep 20'
        < ^up
        ^\
        < Quit
        > echo status=$?
        < ^status=131
        """);

    [Fact]
    public Task Ctrl_Z_stops_the_job_and_fg_continues_it() => Terminal.Dialogue("""
        > $under sh -c 'echo up; read line; echo got $line'
        < ^up
        ^Z
        < Stopped
        > jobs
        < \[1\].*Stopped
        > fg
        < ^(echo start . )?\$under sh
        > word
        < ^got word
        > echo status=$?
        < ^status=0
        """);

    [Fact]
    public Task Job_stops_when_the_program_stops_itself() => Terminal.Dialogue("""
        > $under sh -c 'kill -STOP $$; echo on'
        < Stopped
        > fg
        < ^on
        """);

    [Fact]
    public Task Stopped_job_goes_on_in_the_background_with_bg() => Terminal.Dialogue("""
        > $under sh -c 'echo up; exec sleep 1'
        < ^up
        ^Z
        < Stopped
        > bg
        < \[1\]
        > wait %1; echo status=$?
        < ^status=0
        """);

    [Fact]
    public Task Background_job_stops_when_it_reads_the_terminal() => Terminal.Dialogue("""
        > $under sh -c 'read line; echo got $line' &
        < \[1\]
        > until jobs | grep -q Stopped; do sleep 0.1; done; jobs
        < \[1\].*Stopped
        > fg
        < ^(echo start . )?\$under sh
        > word
        < ^got word
        """);

    [Fact]
    public Task Interactive_shell_under_fairlead_has_job_control() => Terminal.Dialogue("""
        > $under env PS1='inner ' bash --norc --noprofile -i
        < ^inner 
        > python3 $PROGRAMS/ticker.py
        < ^up
        ^Z
        < Stopped
        > jobs
        < \[1\].*Stopped
        > fg
        < ^on
        ^C
        > echo status=$?
        < ^status=130
        > exit 7
        > echo status=$?
        < ^status=7
        """);

    [Fact]
    public Task Window_size_changes_reach_the_program() => Terminal.Dialogue("""
        > $under bash -c 'trap "stty size" WINCH; echo up; for i in 1 2 3 4 5 6; do sleep 0.2; done'
        < ^up
        = 31x97
        < ^31 97
        """);

    [Fact]
    public Task Program_sees_the_terminal_when_it_asks() => Terminal.Dialogue("""
        > $under sh -c 'test -t 0 && test -t 1 && test -t 2 && tty'
        < ^/dev/pts/
        """);

    [Fact]
    public Task Program_in_a_pipeline_takes_part_in_job_control() => Terminal.Dialogue("""
        > echo start | $under python3 $PROGRAMS/ticker.py | cat
        < ^up
        ^Z
        < Stopped
        > fg
        < ^on
        ^C
        > echo status=$?
        < ^status=130
        """);

    [Fact]
    public Task Terminal_modes_are_the_programs_to_set() => Terminal.Dialogue("""
        > $under sh -c 'stty -echo; echo up; read line; stty echo; echo got $line'
        < ^up
        > secret
        < ^got secret
        """);
}
