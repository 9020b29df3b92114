namespace Fairlead.E2E.Mirror;

/// <summary>A copy of what clients send reaches the local program, and nobody else notices.</summary>
public sealed class MirrorTests
{
    private const string Server = "python3 $PROGRAMS/mirror-server.py";
    private const string Client = "python3 $PROGRAMS/mirror-client.py";

    // The same port on both sides; who asked is the client, wherever the program runs.
    [Theory, InlineData("cgroup"), InlineData("seccomp"), InlineData("preload")]
    public Task Both_programs_see_the_client(string engine) => MirrorSandbox.Check($$"""
        real {{Server}} real 8080 sum
        mirror --engine {{engine}} --mirror 'tcp any:8080' -- {{Server}} local 8080 sum
        for address in 10.9.0.2 fd09::2; do {{Client}} $address 8080 put 1000 | cut -c1-9; done
        wait_for eval '[ $(grep -c end local.log) = 2 ]'
        unmirror
        for port in $(sed -n 's/^real peer .*:\([0-9]*\) .*:[0-9]* asked.*/\1/p' real.log); do sed -i "s/:$port\b/:PORT/g" real.log local.log; done
        grep -h 'peer\|got' real.log local.log | cut -d' ' -f1-6
        clean && echo clean
        """, """
        real 1000
        real 1000
        real peer 10.9.0.1:PORT 10.9.0.1:PORT asked 127.0.0.1:8080
        real got 1000 a8af099bf2e87860 end
        real peer fd09::1:PORT fd09::1:PORT asked ::1:8080
        real got 1000 a8af099bf2e87860 end
        local peer 10.9.0.1:PORT 10.9.0.1:PORT asked 10.9.0.2:8080
        local got 1000 a8af099bf2e87860 end
        local peer fd09::1:PORT fd09::1:PORT asked fd09::2:8080
        local got 1000 a8af099bf2e87860 end
        clean

        """);

    [Fact]
    public Task Hundred_MiB_arrive_equal_at_both_and_come_back_from_the_real_one() => MirrorSandbox.Check($$"""
        real {{Server}} real 8080 echo
        mirror --patience 20000 --mirror 'tcp any:8080' -- {{Server}} local 8080 echo
        {{Client}} 10.9.0.2 8080 echo 104857600
        {{Client}} fd09::2 8080 echo 104857600
        wait_for eval '[ $(grep -c end local.log) = 2 ]'
        unmirror
        grep -h got real.log local.log | sed 's/^real\|^local//' | sort | uniq -c | sed 's/^ *//'
        """, """
        104857600 equal
        104857600 equal
        4  got 104857600 4cbf988462cc3ba2 end

        """);

    [Fact]
    public Task Thousand_connections_at_once() => MirrorSandbox.Check($$"""
        ulimit -Sn 8192
        real {{Server}} real 8080 echo
        mirror --mirror 'tcp any:8080' -- {{Server}} local 8080 echo
        {{Client}} 10.9.0.2 8080 many 1000
        for try in 1 2; do wait_for eval '[ $(grep -c end local.log) = 1000 ]'; done
        grep -c '^local got' local.log
        unmirror
        grep -o '1000 connections, 0 of them open' mirror.log | tail -n1
        """, """
        1000 of 1000
        1000
        1000 connections, 0 of them open

        """);

    [Fact]
    public Task Clients_inside_the_target_are_mirrored_too() => MirrorSandbox.Check($$"""
        real {{Server}} real 8080 sum
        mirror --mirror 'tcp any:8080' -- {{Server}} local 8080 sum
        at {{Client}} 127.0.0.1 8080 put 10 | cut -c1-7
        at {{Client}} 10.9.0.2 8080 put 11 | cut -c1-7
        wait_for eval '[ $(grep -c end local.log) = 2 ]'
        unmirror
        grep -h peer real.log local.log | sed 's/:[0-9]* / /; s/:[0-9]* / /' | cut -d' ' -f1,2,5-
        """, """
        real 10
        real 11
        real peer asked 127.0.0.1:8080
        real peer asked 127.0.0.1:8080
        local peer asked 127.0.0.1:8080
        local peer asked 10.9.0.2:8080

        """);

    [Fact]
    public Task Connection_that_was_open_before_is_untouched() => MirrorSandbox.Check($$"""
        real {{Server}} real 8080 echo
        exec 5<>/dev/tcp/10.9.0.2/8080; echo before >&5; head -n1 <&5
        mirror --mirror 'tcp any:8080' -- {{Server}} local 8080 echo
        echo during >&5; head -n1 <&5
        unmirror
        echo after >&5; head -n1 <&5
        grep -c peer local.log; grep -c peer real.log
        """, "before\nduring\nafter\n0\n1\n");

    [Fact]
    public Task Kill_9_of_the_agent_gives_the_port_back_at_once() => MirrorSandbox.Check($$"""
        real {{Server}} real 8080 echo
        mirror --mirror 'tcp any:8080' -- {{Server}} local 8080 echo
        kill -9 $(pgrep -f 'fairlead agent' | head -n1)
        {{Client}} 10.9.0.2 8080 echo 1000
        wait $M; echo status $?
        sed 's/, [0-9.]* ms to the agent.*//' mirror.log
        wait_for clean; clean && echo clean
        """, """
        1000 equal
        status 125
        fairlead: the agent is gone: its stream has ended; the program is told to end
        fairlead: in all 0 connections, 0 of them open, 0 bytes to the program, 0 bytes from it
        clean

        """);

    [Fact]
    public Task Kill_9_of_the_feeder_gives_the_port_back() => MirrorSandbox.Check($$"""
        real {{Server}} real 8080 echo
        mirror --mirror 'tcp any:8080' -- {{Server}} local 8080 echo
        kill -9 $M
        wait_for clean; clean && echo clean
        {{Client}} 10.9.0.2 8080 echo 1000
        """, "clean\n1000 equal\n");

    [Fact]
    public Task Half_close_and_reset_reach_both() => MirrorSandbox.Check($$"""
        real {{Server}} real 8080 sum
        mirror --mirror 'tcp any:8080' -- {{Server}} local 8080 sum
        {{Client}} 10.9.0.2 8080 reset
        wait_for eval 'grep -q got local.log && grep -q got real.log'
        unmirror
        grep -h got real.log local.log
        """, """
        real got 3 ba7816bf8f01cfea Connection reset by peer
        local got 3 ba7816bf8f01cfea Connection reset by peer

        """);

    [Fact]
    public Task Program_that_reads_nothing_does_not_slow_the_client() => MirrorSandbox.Check($$"""
        real {{Server}} real 8080 sum
        mirror --patience 0 --mirror 'tcp any:8080' -- {{Server}} local 8080 stall
        {{Client}} 10.9.0.2 8080 put 50000000 | cut -d' ' -f1,2
        wait_for grep -q overrun mirror.log
        unmirror
        grep -o 'mirror-overrun: .*' mirror.log; grep -o '1 dropped (mirror-overrun)' mirror.log
        """, """
        real 50000000
        mirror-overrun: a copy did not keep up with its client and was dropped; the client was held back no longer than --patience says
        1 dropped (mirror-overrun)

        """);

    [Fact]
    public Task Program_that_is_stopped_for_a_while_gets_what_fits() => MirrorSandbox.Check($$"""
        real {{Server}} real 8080 sum
        mirror --mirror 'tcp any:8080' -- {{Server}} local 8080 sum
        L=$(pgrep -f 'mirror-server.py local' | tail -n1); kill -STOP $L
        {{Client}} 10.9.0.2 8080 put 100000 | cut -d' ' -f1,2
        kill -CONT $L
        wait_for grep -q end local.log
        unmirror
        grep -o 'got 100000' local.log
        """, "real 100000\ngot 100000\n");

    [Fact]
    public Task Program_that_is_not_there_misses_and_comes_back() => MirrorSandbox.Check($$"""
        cat >restarting.sh <<'END'
        {{Server}} local 8080 sum & echo $! >pid; wait $!
        while [ ! -e again ]; do sleep 0.02; done
        {{Server}} local 8080 sum
        END
        real {{Server}} real 8080 sum
        mirror --mirror 'tcp any:8080' -- bash restarting.sh
        {{Client}} 10.9.0.2 8080 put 1 | cut -c1-6
        wait_for grep -q got local.log; kill -9 $(cat pid); wait_for gone 'mirror-server.py local'
        {{Client}} 10.9.0.2 8080 put 2 | cut -c1-6
        touch again; wait_for eval '[ $(grep -c listens local.log) = 2 ]'
        {{Client}} 10.9.0.2 8080 put 3 | cut -c1-6
        wait_for grep -q 'got 3' local.log
        unmirror
        grep -o 'got [0-9]' local.log; grep -o '1 dropped (not-listening)' mirror.log
        """, "real 1\nreal 2\nreal 3\ngot 1\ngot 3\n1 dropped (not-listening)\n");

    [Fact]
    public Task Answers_that_differ_are_told_line_by_line() => MirrorSandbox.Check($$"""
        real {{Server}} real 8080 sum
        mirror --diff --mirror 'tcp any:8080' -- {{Server}} local 8080 sum
        {{Client}} 10.9.0.2 8080 put 3 >answer
        wait_for grep -q differ mirror.log
        wait_for grep -q 'answer' mirror.log
        unmirror
        sed -n 's/.*:8080: line/line/p' mirror.log | sed 's/ [0-9a-f]\{64\}/ HASH/g'
        grep -o '1 lines differ' mirror.log | tail -n1
        """, "line 1 of the answer: real \"real 3 HASH\", local \"local 3 HASH\"\n1 lines differ\n");

    [Fact]
    public Task Port_of_another_number_and_a_real_program_on_one_address() => MirrorSandbox.Check($$"""
        real {{Server}} real 8080 sum 10.9.0.2
        mirror --mirror 'tcp any:8080 to :9000' -- {{Server}} local 9000 sum
        {{Client}} 10.9.0.2 8080 put 3 | cut -c1-6
        wait_for grep -q end local.log
        unmirror
        grep -h peer real.log local.log | sed 's/:[0-9]\{4,5\} /:PORT /g'
        grep -o 'the real program listens on one address only.*' mirror.log
        """, """
        real 3
        real peer 10.9.0.2:PORT 10.9.0.2:PORT asked 10.9.0.2:8080
        local peer 10.9.0.1:PORT 10.9.0.1:PORT asked 10.9.0.2:8080
        the real program listens on one address only, and sees that as the address of clients of port 8080

        """);

    [Fact]
    public Task Real_program_that_binds_its_port_again_is_found() => MirrorSandbox.Check($$"""
        real {{Server}} real 8080 sum
        mirror --mirror 'tcp any:8080' -- {{Server}} local 8080 sum
        kill $R; wait $R 2>/dev/null
        real {{Server}} real 8080 sum 10.9.0.2
        {{Client}} 10.9.0.2 8080 put 3 | cut -c1-6
        kill $R; wait $R 2>/dev/null
        real {{Server}} real 8080 sum
        {{Client}} 10.9.0.2 8080 put 4 | cut -c1-6
        unmirror
        """, "real 3\nreal 4\n");

    // The program listens on IPv6, and IPv4 is tried before: with so few ports, from the program's own port at times.
    [Fact]
    public Task Connection_is_never_one_with_itself() => MirrorSandbox.Check($$"""
        echo 42000 42063 >/proc/sys/net/ipv4/ip_local_port_range
        real {{Server}} real 8080 echo
        mirror --mirror 'tcp any:8080' -- {{Server}} local 8080 echo
        {{Client}} 10.9.0.2 8080 many 50
        wait_for eval '[ $(grep -c end local.log) = 50 ]'; grep -c end local.log
        unmirror
        """, "50 of 50\n50\n");

    [Fact]
    public Task Client_that_has_its_answer_stays_for_a_local_program_that_is_slower() => MirrorSandbox.Check($$"""
        real {{Server}} real 8080 echo
        mirror --mirror 'tcp any:8080' -- {{Server}} local 8080 late
        {{Client}} 10.9.0.2 8080 ping 3 >/dev/null
        wait_for grep -q 'local got' local.log
        unmirror
        grep -v 'peer\|listens' local.log | cut -d' ' -f1-3
        """, """
        local answered
        local answered
        local answered
        local got 3

        """);

    [Fact]
    public Task Client_that_leaves_without_an_answer_leaves_the_local_program_at_once() => MirrorSandbox.Check($$"""
        real {{Server}} real 8080 stall
        mirror --mirror 'tcp any:8080' -- {{Server}} local 8080 late
        python3 -c "import socket; socket.create_connection(('10.9.0.2', 8080)).sendall(b'1')"
        wait_for grep -q 'local got' local.log
        unmirror
        grep -v 'peer\|listens' local.log | cut -d' ' -f1-3
        """, """
        local left
        local got 1

        """);
}
