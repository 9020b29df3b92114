using Fairlead.E2E.Harness;

namespace Fairlead.E2E.Cli;

public sealed class ProgramArgumentTests
{
    [Fact]
    public Task Arguments_that_are_not_UTF8_pass_byte_for_byte() =>
        Preserved.Check("""
            $UNDER printf '%s|' $'a\xffb' $'\xc3' '' 'ä' | od -An -tx1
            """, " 61 ff 62 7c c3 7c 7c c3 a4 7c");

    [Fact]
    public Task Argument_with_at_sign_is_no_response_file() => Preserved.Check("$UNDER echo -d @file @", "-d @file @");

    [Fact]
    public Task Inner_double_dash_survives() => Preserved.Check("$UNDER echo a -- b --", "a -- b --");

    [Fact]
    public async Task Options_behind_the_program_are_its_own()
    {
        var run = await Sandbox.Run("fairlead run --bind 127.0.0.7 echo --bind x -v --help --version -q");
        Assert.Equal(new Outcome(0, "--bind x -v --help --version -q\n", ""), run);
    }

    [Fact]
    public async Task First_double_dash_may_be_left_out()
    {
        var run = await Sandbox.Run("fairlead run --bind 127.0.0.7 printf '%s,' a -- b");
        Assert.Equal(new Outcome(0, "a,--,b,", ""), run);
    }

    [Fact]
    public Task Empty_argument_survives_at_the_end() => Preserved.Check("$UNDER printf '<%s>' a ''", "<a><>");

    [Fact]
    public Task Name_without_slash_is_found_by_PATH() =>
        Preserved.Check("""
            mkdir b
            printf '#!/bin/sh\necho mine $0' >b/tool
            chmod +x b/tool
            PATH=/mnt/b:$PATH $UNDER tool
            """, "mine /mnt/b/tool");

    [Fact]
    public Task Relative_name_is_found_from_the_folder() =>
        Preserved.Check("printf '#!/bin/sh\\necho $0' >tool; chmod +x tool; $UNDER ./tool", "./tool");

    [Fact]
    public Task Absolute_name_is_taken_as_it_is() => Preserved.Check("$UNDER /bin/echo hello", "hello");

    [Fact]
    public Task Argument_zero_is_the_name_as_given() =>
        Preserved.Check("$UNDER python3 -c 'print(open(\"/proc/self/cmdline\").read().split(\"\\0\")[0])'", "python3");

    [Fact]
    public Task Script_without_interpreter_line_runs_as_the_shell_would_run_it() =>
        Preserved.Check("echo 'echo plain' >tool; chmod +x tool; env $UNDER ./tool", "plain");

    [Fact]
    public Task Many_long_arguments_pass() =>
        Preserved.Check("$UNDER sh -c 'echo $# ${#1}' x $(seq 20000) | tail -n 1", "20000 1");
}
