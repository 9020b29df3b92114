namespace Fairlead.E2E.Mirror;

/// <summary><c>env</c>: the program starts with the target's variables.</summary>
public sealed class ContextEnvTests
{
    [Fact]
    public Task Values_are_kept_and_the_machines_own_are_left_out() => ContextSandbox.Check("""
        export ONE=local TWO=2
        mirror -v --env -- bash -c 'echo "$ONE|$TWO|$QUOTED|$LINES2|$SECRET"; [ $PATH != /nowhere ] && echo path'
        grep -c hidden mirror.log
        grep -o '[0-9]* of the target.*' mirror.log
        """, """
        1|2|a "b" 'c'|one
        two|hidden
        path
        0
        4 of the target's 6 variables are the program's

        """);

    [Fact]
    public Task Only_what_is_named_is_taken() => ContextSandbox.Check("""
        mirror -r 'env ONE SEC* not SECRET' -- bash -c 'echo "$ONE|$SECRET|$QUOTED"'
        mirror -r 'env PATH' -- /bin/sh -c 'echo $PATH'
        """, "1||\n/nowhere\n");

    [Fact]
    public Task An_overwritten_environment_is_said_and_the_program_runs() => ContextSandbox.Check("""
        cat >title.c <<'C'
        #include <string.h>
        #include <unistd.h>
        extern char **environ;
        int main(int argc, char **argv) {
            char *end = argv[argc - 1];
            for (char **e = environ; *e; e++) end = *e + strlen(*e);
            memset(argv[0], 0, end - argv[0]);
            strcpy(argv[0], "title: master");
            write(1, "ready\n", 6);
            pause();
        }
        C
        gcc -w title.c -o title
        env -i A=1 SECRET=hidden ./title >title.log & O=$!
        wait_for grep -q ready title.log
        fairlead mirror --target pid:$O --env -- bash -c 'echo runs' 2>&1
        kill $O
        """, """
        fairlead: env: nothing of the target's environment can be used: its program was started with none, or has written over it, as nginx does
        runs

        """);

    [Fact]
    public Task A_network_namespace_has_no_environment() => ContextSandbox.Check("""
        mkdir -p /run/netns 2>/dev/null; mount -t tmpfs none /run; mkdir /run/netns
        ip netns add bare
        fairlead mirror --target netns:bare --env -- echo never 2>&1; echo $?
        ip netns delete bare
        """, """
        fairlead: the target has no process whose environment could be taken: name one (pid:N, or ssh:HOST/pid:N), or leave env out
        125

        """);
}
