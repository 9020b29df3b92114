using Fairlead.E2E.Harness;

namespace Fairlead.E2E.Processes;

public sealed class StreamTests
{
    [Fact]
    public Task Stdin_is_read_by_the_program_when_it_is_a_pipe() =>
        Preserved.Check("printf 'a\\nb\\n' | $UNDER tac", "b\na");

    [Fact]
    public Task Stdin_ends_at_once_when_it_is_dev_null() =>
        Preserved.Check("$UNDER wc -c </dev/null", "0");

    [Fact]
    public Task Stdin_is_left_for_the_next_command_when_the_program_reads_none() =>
        Preserved.Check("printf 'a\\nb\\n' | { $UNDER true; cat; }", "a\nb");

    [Fact]
    public Task Stdout_and_stderr_stay_apart() =>
        Preserved.Check("$UNDER sh -c 'echo out; echo err >&2' 2>err; echo status $?; cat err", "out\nstatus 0\nerr");

    [Fact]
    public Task Bytes_pass_through_unchanged() =>
        Preserved.Check("head -c 300000 /dev/urandom >in; $UNDER cat <in >out; cmp in out && echo same", "same");

    [Fact]
    public Task Closed_stdin_stays_closed() =>
        Preserved.Check("$UNDER sh -c '[ -e /proc/self/fd/0 ] && echo open || echo closed' <&-", "closed");

    [Fact]
    public Task Closed_stdout_and_stderr_stay_closed() =>
        Preserved.Check("""
            $UNDER sh -c '[ -e /proc/$$/fd/1 ] || touch no1; [ -e /proc/$$/fd/2 ] || touch no2' >&- 2>&-
            ls no*
            """, "no1\nno2");

    [Fact]
    public Task Program_dies_of_SIGPIPE_when_its_reader_has_gone() =>
        Preserved.Check("$UNDER yes | head -n 1; echo ${PIPESTATUS[0]}", "y\n141");
}
