namespace Fairlead.E2E.Forward;

public sealed class ReloadTests
{
    private const string Start = """
        echo_server b 127.0.0.1 6000
        echo 'forward udp 127.0.0.1:5000 to 127.0.0.1:6000' >game.rules
        forward --rules game.rules
        coproc C { udp talk 127.0.0.1 5000; }
        ask() { echo $1 >&${C[1]}; read -r -t 5 -u ${C[0]} answer; echo "$answer"; }
        reload() { : >forward.log; kill -HUP $F; wait_for grep -q reloaded forward.log; }

        """;

    [Fact]
    public Task Sessions_go_on_and_new_statements_begin() => ForwardSandbox.Check(Start + """
        ask who? >before
        echo_server c 127.0.0.1 6001
        echo 'forward udp 127.0.0.1:5001 to 127.0.0.1:6001' >>game.rules
        reload
        ask who? >after; cmp before after && echo same session
        udp ask 127.0.0.1 5001 new
        sed -i 1d game.rules; reload
        ask gone; udp ask 127.0.0.1 5001 still
        cat forward.log
        """, "same session\nnew\nrefused\nstill\nfairlead: reloaded: 1 statement\n");

    [Fact]
    public Task Bad_statements_leave_all_as_it_was() => ForwardSandbox.Check(Start + """
        ask one
        echo 'forward udp 127.0.0.1:5000 too 127.0.0.1:6000' >game.rules; reload
        cat forward.log
        ask two
        """, """
        one
        fairlead: game.rules:1:28: found `too`, expected `to` and the servers to forward to
            forward udp 127.0.0.1:5000 too 127.0.0.1:6000
                                       ^~~
        did you mean `to`?
        fairlead: not reloaded: all goes on as it was
        two

        """);

    [Fact]
    public Task Port_in_use_leaves_all_as_it_was() => ForwardSandbox.Check(Start + """
        ask one
        echo 'forward udp 127.0.0.1:5001,6000 to 127.0.0.1:7000' >>game.rules; reload
        sed 's/process [0-9]*/process N/' forward.log
        bound 5001 || echo 5001 is free; ask two
        """, """
        one
        fairlead: listen at udp 127.0.0.1:6000: EADDRINUSE: process N (python3) at 127.0.0.1:6000 has it
        fairlead: not reloaded: all goes on as it was
        5001 is free
        two

        """);

    [Fact]
    public Task New_target_is_for_new_sessions() => ForwardSandbox.Check(Start + """
        echo_server c 127.0.0.1 6001
        ask who? >answers
        echo 'forward udp 127.0.0.1:5000 to 127.0.0.1:6001' >game.rules; reload
        ask who? >>answers; cut -c1 answers; udp ask 127.0.0.1 5000 who? | cut -c1
        """, "b\nb\nc\n");

    [Fact]
    public Task Names_are_looked_up_again() => ForwardSandbox.Check("""
        echo 127.0.1.1 game.test >hosts; cp /etc/nsswitch.conf . 2>/dev/null; mount --bind hosts /etc/hosts
        echo_server one 127.0.1.1 6000; echo_server two 127.0.1.2 6000
        forward --json 'udp 127.0.0.1:5000 to game.test:6000 resolve 1s'
        udp ask 127.0.0.1 5000 who? | cut -d' ' -f1
        echo 127.0.1.2 game.test >/etc/hosts; wait_for grep -q 127.0.1.2 forward.log
        udp ask 127.0.0.1 5000 who? | cut -d' ' -f1
        >/etc/hosts; wait_for grep -q 'no address' forward.log
        udp ask 127.0.0.1 5000 who? | cut -d' ' -f1
        tail -n +2 forward.log
        """, """
        one
        two
        two
        {"event":"backend","statement":1,"message":"game.test is 127.0.1.2 now (before: 127.0.1.1)"}
        {"event":"backend","statement":1,"message":"game.test has no address now; 127.0.1.2 stays in use"}

        """);
}
