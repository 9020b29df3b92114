namespace Fairlead.E2E.Mirror;

/// <summary>Programs of many languages see the target's clients, and the names that these asked for.</summary>
public sealed class ProgramTests
{
    private const string Words = """
        # As ever, but fifteen seconds: Java and .NET are slow to begin on a busy machine.
        wait_for() { for _ in {1..750}; do "$@" >/dev/null 2>&1 && return; sleep 0.02; done; }
        # nginx says nothing when it listens.
        serves() { grep -q serving local.log || [ -s local/nginx.pid ]; }
        # session WORDS... -- PROGRAM...: as `mirror`, for programs that say another word.
        session() { fairlead mirror --target pid:$T "$@" >local.log 2>mirror.log & M=$!; wait_for serves; }
        # Languages write addresses of IPv6 in their own ways, and those of IPv4 among them.
        plain() { sed 's/[][]//g; s/::ffff://g; s/0:0:0:0:0:0:0:/::/g; s/:0:0:0:0:0:0:/::/g'; }
        ask() { python3 $PROGRAMS/mirror-names.py "$@" | plain; }
        # What the local program has seen of clients: its log, or that of nginx, or what --diff tells of its answers.
        saw() { cat local.log mirror.log local/access.log 2>/dev/null | plain | grep -o '\(10.9.0\|fd09:\).1:[0-9]* \(10.9.0\|fd09:\).2:8080' | sort -u; }

        """;

    private static Task Check(string script, string expected) =>
        MirrorSandbox.Check(Words + ServerPrograms.Words + script, expected);

    private static string Http(string program) => program is "nginx" or "kestrel" ? "http" : "";

    /// <summary>Each on each engine, but for static Go on preload.</summary>
    public static MatrixTheoryData<string, string> Cases { get; } =
        new(["python", "node", "java", "nginx", "kestrel"], ["cgroup", "seccomp", "preload"]);

    [Theory, MemberData(nameof(Cases)), InlineData("go", "cgroup"), InlineData("go", "seccomp")]
    public Task The_local_program_answers_and_sees_the_client(string program, string engine) => Check($$"""
        real python3 $PROGRAMS/mirror-server.py real 8080 sum
        session --engine {{engine}} --steal 'tcp any:8080' -- {{ServerPrograms.Command(program, "local")}}
        ask 4001 10.9.0.2 {{Http(program)}}
        ask 4002 fd09::2 {{Http(program)}}
        unmirror
        ask 4003 10.9.0.2 | cut -c1-6
        clean && echo clean
        cat mirror.log local.log >&2
        """, """
        10.9.0.1:4001 10.9.0.1:4001 10.9.0.2:8080
        fd09::1:4002 fd09::1:4002 fd09::2:8080
        real 0
        clean

        """);

    [Theory]
    [InlineData("python", "cgroup")]
    [InlineData("node", "seccomp")]
    [InlineData("java", "preload")]
    [InlineData("go", "seccomp")]
    [InlineData("nginx", "preload")]
    [InlineData("kestrel", "cgroup")]
    public Task The_real_program_answers_and_the_local_one_sees_the_client_too(string program, string engine) => Check($$"""
        real {{ServerPrograms.Command(program, "real")}}
        session --engine {{engine}} --diff --mirror 'tcp any:8080' -- {{ServerPrograms.Command(program, "local")}}
        ask 4001 10.9.0.2 {{Http(program)}}
        ask 4002 fd09::2 {{Http(program)}}
        wait_for eval '[ $(saw | wc -l) = 2 ]'
        unmirror
        saw
        clean && echo clean
        cat mirror.log local.log >&2
        """, """
        10.9.0.1:4001 10.9.0.1:4001 127.0.0.1:8080
        fd09::1:4002 fd09::1:4002 ::1:8080
        10.9.0.1:4001 10.9.0.2:8080
        fd09::1:4002 fd09::2:8080
        clean

        """);

    [Fact]
    public Task Static_Go_is_refused_on_preload_and_the_target_is_left_alone() => Check($$"""
        real python3 $PROGRAMS/mirror-server.py real 8080 sum
        fairlead mirror --target pid:$T --engine preload --steal 'tcp any:8080' -- {{ServerPrograms.Command("go", "local")}} 2>&1 | sed 's|/[^ ]*/go-server|PROGRAM|'
        echo ${PIPESTATUS[0]}
        ask 4001 10.9.0.2 | cut -c1-6
        clean && echo clean
        """, """
        fairlead: the engine that was asked for cannot carry these rules here:
        fairlead:   preload: PROGRAM: it is a Go program, which makes its system calls itself, past the C library
        fairlead:   cgroup and seccomp can: leave out --engine
        125
        real 0
        clean

        """);
}
