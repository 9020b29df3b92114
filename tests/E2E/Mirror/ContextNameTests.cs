namespace Fairlead.E2E.Mirror;

/// <summary><c>dns</c>: names resolve as in the target.</summary>
public sealed class ContextNameTests
{
    private const string Resolve = "import socket, sys; print(*sorted({a[4][0] for a in socket.getaddrinfo(sys.argv[1], 1)}))";

    [Theory, InlineData("cgroup"), InlineData("seccomp")]
    public Task Hosts_and_servers_of_the_target_are_asked(string engine) => ContextSandbox.Check($$"""
        names
        mirror --engine {{engine}} --dns -- bash -c 'for name; do python3 -c "{{Resolve}}" $name; done; getent hosts db.svc.example' - \
            hosts.example HOSTS alias.example
        grep -c hosts names.log
        """, """
        10.5.5.5 fd00::55
        10.5.5.5
        10.1.2.3 fd00::3
        fd00::3         db.svc.example
        0

        """);

    [Fact]
    public Task Search_list_of_the_target_is_honoured() => ContextSandbox.Check($$"""
        names
        mirror --dns -- python3 -c '{{Resolve}}' db
        mirror --dns -- getent ahosts nothing; echo $?
        grep -o 'asked db.* 1 udp' names.log
        """, """
        10.1.2.3 fd00::3
        2
        asked db 1 udp
        asked db.nowhere.example 1 udp
        asked db.svc.example 1 udp

        """);

    [Fact]
    public Task A_long_answer_comes_by_tcp() => ContextSandbox.Check($$"""
        names
        mirror --dns -- python3 -c '{{Resolve}}' big.example | wc -w
        grep -q 'asked big.example 1 tcp' names.log && echo tcp
        """, "60\ntcp\n");

    [Fact]
    public Task A_dead_server_is_a_failure_and_not_the_local_answer() => ContextSandbox.Check("""
        mirror --dns -- python3 -c 'import socket
        try: socket.getaddrinfo("db.svc.example", 1)
        except socket.gaierror as e: print(e.errno == socket.EAI_AGAIN)'
        """, "True\n");

    [Fact]
    public Task Names_and_connections_go_together() => ContextSandbox.Check("""
        echo 'web.example A 10.9.0.2' >>zone
        names; echoes
        mirror --dns --outgoing 'tcp any' -- python3 -c 'import socket
        s = socket.create_connection(("web.example", 7000)); s.sendall(b"word"); print(s.recv(4).decode(), s.getpeername()[0])'
        """, "word 10.9.0.2\n");
}
