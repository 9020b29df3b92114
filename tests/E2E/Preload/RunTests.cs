using Fairlead.E2E.Harness;

namespace Fairlead.E2E.Preload;

/// <summary>The preload engine from the command line to the socket.</summary>
public sealed class RunTests
{
    private const string Run = "fairlead run --engine preload --bind 127.0.0.7";

    [Theory]
    [InlineData("python3 $PROGRAMS/bind.py 0.0.0.0 8080", "127.0.0.7:8080\n")]
    [InlineData("python3 $PROGRAMS/bind.py 127.0.0.1 8080", "127.0.0.1:8080\n")]
    public async Task Program_is_under_the_rules(string program, string output) =>
        Assert.Equal(new Outcome(0, output, ""), await Sandbox.Run($"{Run} -- {program}"));

    [Theory]
    [InlineData("no-such-program", 127, "no such program in PATH")]
    [InlineData("./none", 127, "no such program")]
    [InlineData("/mnt", 126, "it is not executable")]
    public async Task Program_that_is_not_there_is_told(string program, int status, string message)
    {
        var run = await Sandbox.Run($"{Run} -- {program}");
        Assert.Equal((status, ""), (run.Status, run.Output));
        Assert.Contains(message, run.Error);
    }

    [Theory]
    [InlineData(@"printf '#!/no/such\n' >f", 127, "its interpreter (the #! line, or the dynamic linker) is missing")]
    [InlineData("printf 'echo $0 $1' >f", 0, "")]
    public async Task File_that_execve_refuses_ends_as_without_fairlead(string make, int status, string message)
    {
        var run = await Sandbox.Run($"{make}; chmod +x f; {Run} -- ./f a");
        Assert.Equal((status, status == 0 ? "./f a\n" : ""), (run.Status, run.Output));
        Assert.Contains(message, run.Error);
    }

    [Theory]
    [InlineData("exit 42", "42")]
    [InlineData("kill -SEGV $$", "-11")]
    public async Task End_of_the_program_is_its_own(string end, string status)
    {
        var run = await Sandbox.Run($"ulimit -c 0; python3 $PROGRAMS/status.py {Run} -- sh -c '{end}'");
        Assert.Equal(status + "\n", run.Output);
    }

    [Theory]
    [InlineData("", "")]
    [InlineData("-v", "fairlead: bind tcp 0.0.0.0:8080 -> 127.0.0.7:8080 (rule 2)\n")]
    [InlineData("-q", "")]
    public async Task Decisions_are_said_where_they_are_asked_for(string option, string error)
    {
        var run = await Sandbox.Run($"{Run} {option} -- python3 $PROGRAMS/bind.py 0.0.0.0 8080");
        Assert.Equal(new Outcome(0, "127.0.0.7:8080\n", error), run);
    }

    [Fact]
    public async Task Log_is_a_file_wherever_the_program_goes()
    {
        var run = await Sandbox.Run($"""
            mkdir d
            {Run} -v --log log -- sh -c 'cd d; python3 $PROGRAMS/bind.py 0.0.0.0 8080'
            cat log; ls d
            """);
        Assert.Equal(
            new Outcome(0, "127.0.0.7:8080\nfairlead: bind tcp 0.0.0.0:8080 -> 127.0.0.7:8080 (rule 2)\n", ""), run);
    }

    [Fact]
    public async Task Log_of_JSON_is_that_of_the_other_engines()
    {
        var run = await Sandbox.Run($$"""
            decisions() { fairlead run --engine $1 --bind 127.0.0.7 -v --json --log $1 -- python3 $PROGRAMS/bind.py 0.0.0.0 8080; }
            decisions preload; decisions seccomp
            for engine in preload seccomp; do
                python3 -c 'import json, sys; d = json.loads(sys.stdin.readline()); d.pop("tid"); print(sorted(d.items()))' <$engine >$engine.parsed
            done
            diff preload.parsed seccomp.parsed && echo same
            """);
        Assert.Equal("127.0.0.7:8080\n127.0.0.7:8080\nsame\n", run.Output);
    }

    [Fact]
    public async Task Ordinary_user_needs_no_privilege()
    {
        Requires.Root();
        var run = await Sandbox.Run($"{Nobody.Setpriv} --no-new-privs {Run} -- python3 $PROGRAMS/bind.py 0.0.0.0 8080");
        Assert.Equal(new Outcome(0, "127.0.0.7:8080\n", ""), run);
    }

    [Fact]
    public async Task Engine_is_taken_where_the_others_are_forbidden()
    {
        var run = await Sandbox.Run($"""
            {(Environment.IsPrivilegedProcess ? Nobody.Setpriv : "")} python3 $PROGRAMS/forbid.py \
                fairlead run --bind 127.0.0.7 -- python3 $PROGRAMS/bind.py 0.0.0.0 8080
            """);
        Assert.Equal(new Outcome(0, "127.0.0.7:8080\n", ""), run);
    }

    [Fact]
    public async Task Program_of_musl_is_under_the_rules()
    {
        Requires.File("/usr/bin/musl-gcc");
        var run = await Sandbox.Run($$"""
            cat >c.c <<'END'
            #include <arpa/inet.h>
            #include <stdio.h>
            int main(void)
            {
                struct sockaddr_in a = { AF_INET, htons(8080) };
                socklen_t size = sizeof a;
                int s = socket(AF_INET, SOCK_STREAM, 0);
                if (bind(s, (void *)&a, sizeof a) || getsockname(s, (void *)&a, &size)) return 1;
                puts(inet_ntoa(a.sin_addr));
            }
            END
            musl-gcc c.c -o program && {{Run}} -- ./program
            """);
        Assert.Equal(new Outcome(0, "127.0.0.7\n", ""), run);
    }
}
