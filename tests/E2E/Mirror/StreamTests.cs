namespace Fairlead.E2E.Mirror;

/// <summary>How connections begin and end is the same for the client, the real program and the local one.</summary>
public sealed class StreamTests
{
    private const string Server = "python3 $PROGRAMS/mirror-server.py";

    // peer.py KIND NAME: a server of one connection after the other.
    private const string Peer = """
        cat >peer.py <<'END'
        import socket, struct, sys, time
        kind, name = sys.argv[1:]
        def say(*words): print(name, *words, flush=True)
        def reset(s):
            s.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack('ii', 1, 0)); s.close()
        def rest(s):
            try:
                return b''.join(iter(lambda: s.recv(65536), b''))
            except OSError as e:
                return e.strerror
        listener = socket.create_server(('', 8080)); say('listens')
        while True:
            s, _ = listener.accept(); say('accepted')
            if kind == 'greets':
                s.sendall(name.encode() + b' greets\n' * 1000); say('got', rest(s)); s.close()
            elif kind == 'ends-first':
                s.sendall(b'from ' + name.encode()); s.shutdown(socket.SHUT_WR); say('got', rest(s)); s.close()
            elif kind == 'ends-last':
                data = rest(s); s.sendall(b'from ' + name.encode()); say('got', data); s.close()
            elif kind == 'resets':
                say('got', s.recv(100)); reset(s)
        END
        ask() { python3 -c "
        import socket, sys, time
        s = socket.create_connection(('10.9.0.2', 8080), timeout=10)
        def all():
            try: return b''.join(iter(lambda: s.recv(65536), b''))
            except OSError as e: return e.strerror
        $1"; }

        """;

    private static Task Check(string kind, string asks, string expected) => MirrorSandbox.Check(Peer + $$"""
        real python3 peer.py {{kind}} real
        mirror --mirror 'tcp any:8080' -- python3 peer.py {{kind}} local
        ask "{{asks}}"
        wait_for grep -q got local.log; wait_for grep -q got real.log
        unmirror
        grep -h got real.log local.log
        grep -o 'in all 1 connections, 0 of them open' mirror.log; clean && echo clean
        """, $"{expected}\nin all 1 connections, 0 of them open\nclean\n");

    [Fact]
    public Task Client_that_ends_first_gets_what_comes_after() => Check(
        "ends-last", "s.sendall(b'abc'); s.shutdown(1); print(all())", "b'from real'\nreal got b'abc'\nlocal got b'abc'");

    [Fact]
    public Task Client_may_go_on_when_the_server_has_ended() => Check(
        "ends-first", "print(all()); s.sendall(b'abc'); time.sleep(0.2); s.sendall(b'def'); s.shutdown(1)",
        "b'from real'\nreal got b'abcdef'\nlocal got b'abcdef'");

    [Fact]
    public Task Server_that_speaks_first_is_heard_and_the_local_ones_words_go_nowhere() => Check(
        "greets", "s.settimeout(2); print(s.recv(12)); s.sendall(b'abc'); s.shutdown(1); all()",
        "b'real greets\\n'\nreal got b'abc'\nlocal got b'abc'");

    [Fact]
    public Task Reset_of_the_real_program_reaches_the_client_and_the_copy() => MirrorSandbox.Check(Peer + $$"""
        real python3 peer.py resets real
        mirror --mirror 'tcp any:8080' -- {{Server}} local 8080 sum
        ask "s.sendall(b'abc'); print(all())"
        wait_for grep -q got local.log
        unmirror
        grep -h got real.log local.log; clean && echo clean
        """, "Connection reset by peer\nreal got b'abc'\nlocal got 3 ba7816bf8f01cfea Connection reset by peer\nclean\n");

    [Fact]
    public Task Client_that_says_nothing_is_connected_on_both_sides_and_leaves_both() => MirrorSandbox.Check($$"""
        real {{Server}} real 8080 sum
        mirror --mirror 'tcp any:8080' -- {{Server}} local 8080 sum
        exec 5<>/dev/tcp/10.9.0.2/8080
        wait_for eval 'grep -q peer local.log && grep -q peer real.log'
        grep -c got real.log local.log
        exec 5>&-
        wait_for eval 'grep -q got local.log && grep -q got real.log'
        unmirror
        grep -ho 'got 0' real.log local.log
        """, "real.log:0\nlocal.log:0\ngot 0\ngot 0\n");

    [Fact]
    public Task Connection_that_was_open_before_the_session_outlives_it_and_new_ones_are_mirrored_meanwhile() => MirrorSandbox.Check($$"""
        real {{Server}} real 8080 echo
        exec 5<>/dev/tcp/10.9.0.2/8080
        mirror --mirror 'tcp any:8080' -- {{Server}} local 8080 sum
        for i in {1..20}; do echo old $i >&5; read -u5 answer; [ "$answer" = "old $i" ] || echo $answer; done
        python3 $PROGRAMS/mirror-client.py 10.9.0.2 8080 echo 1000
        wait_for grep -q got local.log
        unmirror
        echo last >&5; head -n1 <&5
        grep -c peer local.log; grep -c peer real.log
        """, "1000 equal\nlast\n1\n2\n");

    [Fact]
    public Task Client_in_flight_ends_with_the_session_and_the_next_is_served() => MirrorSandbox.Check($$"""
        real {{Server}} real 8080 echo
        mirror --mirror 'tcp any:8080' -- {{Server}} local 8080 sum
        exec 5<>/dev/tcp/10.9.0.2/8080; echo one >&5; head -n1 <&5
        unmirror
        head -n1 <&5 2>&1 | grep -o reset
        python3 $PROGRAMS/mirror-client.py 10.9.0.2 8080 echo 1000; clean && echo clean
        """, "one\nreset\n1000 equal\nclean\n");
}
