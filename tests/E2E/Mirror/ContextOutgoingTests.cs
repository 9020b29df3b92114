namespace Fairlead.E2E.Mirror;

/// <summary><c>outgoing</c>: connections and datagrams leave from the target.</summary>
public sealed class ContextOutgoingTests
{
    [Fact]
    public Task Errors_are_those_of_the_target() => ContextSandbox.Check("""
        echoes
        for what in connect nonblocking; do
            set -- "$@" $what 10.9.0.2 7000 $what 10.9.0.2 7999 $what 203.0.113.1 1 $what fd09::2 7000 $what fd09::2 7999
        done
        try "$@" timeout 198.51.100.1 1
        """, """
        connect OK
        connect ECONNREFUSED
        connect ENETUNREACH
        connect OK
        connect ECONNREFUSED
        nonblocking OK
        nonblocking ECONNREFUSED
        nonblocking ENETUNREACH
        nonblocking OK
        nonblocking ECONNREFUSED
        timeout EINPROGRESS in time

        """);

    [Fact]
    public Task Names_are_those_at_the_target_and_resets_arrive() => ContextSandbox.Check("""
        echoes
        try names 10.9.0.2 7000 names fd09::2 7000 reset 10.9.0.2 7001
        """, """
        names peer 10.9.0.2:7000, local 10.9.0.2
        names peer fd09::2:7000, local fd09::2
        reset banner, ECONNRESET

        """);

    [Fact]
    public Task Hundred_MiB_come_back_equal() => ContextSandbox.Check("""
        echoes
        try bulk 10.9.0.2 7000 bulk fd09::2 7000
        """, "bulk 104857600 equal\nbulk 104857600 equal\n");

    [Fact]
    public Task Two_hundred_connections_at_once() => ContextSandbox.Check("""
        echoes
        try many 10.9.0.2 7000
        """, "many 200 {True}\n");

    [Fact]
    public Task Datagrams_leave_from_the_target() => ContextSandbox.Check("""
        echoes
        try datagrams 10.9.0.2 7000 datagrams fd09::2 7000 sendto 10.9.0.2 7000 refused 10.9.0.2 7999
        """, """
        datagrams [True, True, True] peer 10.9.0.2
        datagrams [True, True, True] peer fd09::2
        sendto word
        refused ECONNREFUSED

        """);

    [Fact]
    public Task Programs_of_all_kinds_get_there() => ContextSandbox.Check("""
        at python3 -m http.server 8000 --bind 10.9.0.2 -d /mnt >/dev/null 2>&1 & wait_for listens 8000
        echo content >file
        mirror --outgoing 'tcp any' -- curl -sS -m 9 http://10.9.0.2:8000/file
        mirror --outgoing 'tcp any' -- node -e 'require("http").get("http://10.9.0.2:8000/file", r => r.pipe(process.stdout))'
        mirror --outgoing 'tcp any' -- node -e 'require("net").connect(9, "10.9.0.2").on("error", e => console.log(e.code))'
        cat >fetch.c <<'C'
        #include <arpa/inet.h>
        #include <unistd.h>
        int main(void) {
            struct sockaddr_in a = { AF_INET, htons(8000), { inet_addr("10.9.0.2") } };
            char b[65536]; long n, s = socket(AF_INET, SOCK_STREAM, 0);
            if (connect(s, (void *)&a, sizeof a)) return 1;
            write(s, "GET /file HTTP/1.0\r\n\r\n", 22);
            while ((n = read(s, b, sizeof b)) > 0) write(1, b, n);
        }
        C
        gcc -w -static fetch.c -o fetch
        mirror --outgoing 'tcp any' -- ./fetch | tail -n1
        """, "content\ncontent\nECONNREFUSED\ncontent\n");

    [Fact]
    public Task Only_what_matches_leaves_from_the_target() => ContextSandbox.Check("""
        echoes
        python3 -m http.server 8000 --bind 127.0.0.1 >/dev/null 2>&1 & wait_for eval 'ss -Hltn "sport = 8000" | grep -q .'
        mirror --outgoing 'any any' -- curl -sS -o /dev/null -w '%{http_code}\n' http://127.0.0.1:8000/
        mirror --outgoing 'tcp 10.8.0.0/16' -- python3 $PROGRAMS/context-client.py connect 10.9.0.2 7000
        """, "200\nconnect ENETUNREACH\n");

    [Fact]
    public Task A_dead_agent_is_an_unreachable_network() => ContextSandbox.Check("""
        mirror --outgoing 'any any' -- bash -c 'trap "" TERM; python3 $PROGRAMS/context-client.py connect 198.51.100.1 1 &
            sleep 1.5; pkill -9 -f "fairlead [a]gent"; wait; python3 $PROGRAMS/context-client.py connect 10.9.0.2 7000'
        echo $?
        """, "connect ENETUNREACH\nconnect ENETUNREACH\n125\n");

    [Fact]
    public Task Mirroring_and_leaving_from_the_target_at_once_is_warned_of() => ContextSandbox.Check("""
        echoes
        mirror --mirror 'tcp any:7000' --outgoing 'any any' -- true
        grep -c 'happens twice' mirror.log
        """, "1\n");
}
