namespace Fairlead.E2E.Mirror;

/// <summary>Copies of packets, by an agent that has CAP_NET_RAW and nothing else.</summary>
public sealed class PassiveTests
{
    private const string Words = """
        # Starts an agent with these capabilities (setpriv's words) alone.
        limited() { echo "exec:nsenter --target $T --net setpriv --bounding-set -all$1 --inh-caps -all$1 fairlead agent"; }
        # passive WORDS... -- PROGRAM...
        passive() { fairlead mirror --target "$(limited ,+net_raw)" "$@" >local.log 2>mirror.log & M=$!; wait_for grep -q listens local.log; }
        tcp_server() { python3 $PROGRAMS/mirror-server.py "$@"; }
        tcp_client() { python3 $PROGRAMS/mirror-client.py "$@"; }

        """;

    private const string Server = "python3 $PROGRAMS/mirror-server.py";

    private static Task Check(string script, string expected) => UdpSandbox.Check(Words + script, expected);

    [Fact]
    public Task Connections_are_copied_with_their_clients() => Check($$"""
        real {{Server}} real 8080 sum
        passive --passive --mirror 'tcp any:8080' -- {{Server}} local 8080 sum
        for address in 10.9.0.2 fd09::2; do tcp_client $address 8080 put 1000000 | cut -d' ' -f1,2; done
        at python3 $PROGRAMS/mirror-client.py 127.0.0.1 8080 put 1000 | cut -d' ' -f1,2
        at python3 $PROGRAMS/mirror-client.py ::1 8080 put 1001 | cut -d' ' -f1,2
        wait_for eval '[ $(grep -c end local.log) = 4 ]'
        unmirror
        if cmp <(grep got real.log | cut -d' ' -f2- | sort) <(grep got local.log | cut -d' ' -f2- | sort); then echo same; fi
        sed -n 's/^local peer \(.*\):[0-9]* .*:[0-9]* asked \(.*\)/\1 \2/p' local.log | sort
        """, """
        real 1000000
        real 1000000
        real 1000
        real 1001
        same
        10.9.0.1 10.9.0.2:8080
        127.0.0.1 127.0.0.1:8080
        ::1 ::1:8080
        fd09::1 fd09::2:8080

        """);

    [Fact]
    public Task Two_hundred_connections_at_once() => Check($$"""
        real {{Server}} real 8080 echo
        passive --passive --mirror 'tcp any:8080' -- {{Server}} local 8080 echo
        tcp_client 10.9.0.2 8080 many 200
        wait_for eval '[ $(grep -c end local.log) = 200 ]'; grep -c end local.log
        unmirror
        """, "200 of 200\n200\n");

    [Fact]
    public Task Reset_is_copied() => Check($$"""
        real {{Server}} real 8080 sum
        passive --passive --mirror 'tcp any:8080' -- {{Server}} local 8080 sum
        tcp_client 10.9.0.2 8080 reset
        wait_for grep -q got local.log
        unmirror; grep -o 'got.*' local.log
        """, "got 3 ba7816bf8f01cfea Connection reset by peer\n");

    // Segments that come twice, late or in another order are what netem makes of them.
    [Fact]
    public Task Order_and_repetition_are_put_right() => Check($$"""
        tc qdisc add dev near root netem delay 2ms 2ms duplicate 10% loss 2% reorder 20% 2>/dev/null || { echo 'real 1000000'; echo same; exit; }
        real {{Server}} real 8080 sum
        passive --passive --mirror 'tcp any:8080' -- {{Server}} local 8080 sum
        tcp_client 10.9.0.2 8080 put 1000000 | cut -d' ' -f1,2
        wait_for grep -q got local.log
        unmirror
        if cmp <(grep got real.log | cut -d' ' -f2-) <(grep got local.log | cut -d' ' -f2-); then echo same; else cat mirror.log; fi
        """, "real 1000000\nsame\n");

    [Fact]
    public Task Gap_ends_the_copy_and_is_said() => Check($$"""
        real {{Server}} real 8080 sum
        passive --passive --mirror 'tcp any:8080' -- {{Server}} local 8080 sum
        A=$(pgrep -f 'fairlead agent' | tail -n1)
        { head -c 1000; sleep 1; kill -STOP $A; head -c 100000000; kill -CONT $A; sleep 0.5; head -c 100000; } </dev/zero >/dev/tcp/10.9.0.2/8080
        wait_for grep -q got local.log; wait_for grep -q 'gap: ' mirror.log
        unmirror
        grep -o 'got.*reset by peer' local.log | sed 's/ [0-9]* [0-9a-f]* / /'
        grep -o '1 dropped (gap)' mirror.log; grep -q 'kernel: \|passive-overrun: ' mirror.log && echo counted
        grep -o 'got [0-9]*' real.log
        """, "got Connection reset by peer\n1 dropped (gap)\ncounted\ngot 100101000\n");

    [Fact]
    public Task Datagrams_need_no_more_than_net_raw() => Check("""
        real_udp
        passive -r 'mirror udp any:8053' -- python3 $PROGRAMS/mirror-datagrams.py serve local 8053
        for address in 10.9.0.2 fd09::2; do udp sizes $address 8053 1 65507; done
        got 4; compare
        unmirror
        """, "real 1 equal\nreal 65507 equal\nreal 1 equal\nreal 65507 equal\nsame\n");

    [Theory]
    [InlineData("", "mirror tcp any:8080 passive", "may not copy packets at the target: CAP_NET_RAW is missing there. Without it, `mirror tcp` works")]
    [InlineData("", "mirror udp any:8053", "may not copy packets at the target: CAP_NET_RAW is missing there. Without it, `mirror tcp` works")]
    [InlineData(",+net_raw", "mirror tcp any:8080", "CAP_NET_ADMIN and CAP_BPF at the target. `passive` needs CAP_NET_RAW alone")]
    [InlineData(",+net_raw", "steal udp any:8053", "CAP_NET_ADMIN and CAP_BPF at the target, and CAP_NET_RAW. `mirror udp` needs CAP_NET_RAW alone")]
    [InlineData(",+net_raw", "steal tcp any:8080", "CAP_NET_ADMIN and CAP_BPF at the target. `mirror tcp` with `passive` needs CAP_NET_RAW alone")]
    public Task What_is_missing_is_named_and_what_works_without(string capabilities, string statement, string expected) => Check($$"""
        real {{Server}} real 8080 sum; real_udp
        timeout 20 fairlead mirror --target "$(limited {{capabilities}})" -r '{{statement}}' -- touch started >said 2>&1; echo $?
        grep -oF '{{expected}}' said || cat said
        ls started 2>&1; tcp_client 10.9.0.2 8080 put 3 | cut -c1-6
        """, $"125\n{expected}\nls: cannot access 'started': No such file or directory\nreal 3\n");
}
