namespace Fairlead.E2E.Forward;

/// <summary>One forwarder takes over from another, at a path.</summary>
public sealed class HandoverTests
{
    private const string Start = """
        echo_server b 127.0.0.1 6000
        socat -u TCP-LISTEN:6001,reuseaddr,fork CREATE:received & wait_for bound 6001
        run() { forward --handover /mnt/meet "$@" 'udp 127.0.0.1:5000 to 127.0.0.1:6000' 'tcp 127.0.0.1:5001 to 127.0.0.1:6001'; }
        run
        coproc C { udp talk 127.0.0.1 5000; }
        exec 8<&${C[0]} 9>&${C[1]}
        ask() { echo $1 >&9; read -r -t 5 -u 8 answer; echo "$answer"; }

        """;

    [Fact]
    public Task Sessions_and_connections_go_on_in_another_process() => ForwardSandbox.Check(Start + """
        exec 7>/dev/tcp/127.0.0.1/5001; echo one >&7
        ask who? >before
        for i in 1 2 3; do
            O=$F; run --threads $i; wait $O; echo "ended with $?"
            ask who? >after; cmp before after && echo same session
            echo $i >&7
        done
        exec 7>&-; wait_for grep -q 3 received; cat received
        stop
        """, string.Concat(Enumerable.Repeat("ended with 0\nsame session\n", 3)) + "one\n1\n2\n3\nended with 0\n");

    [Fact]
    public Task No_datagram_is_lost_meanwhile() => ForwardSandbox.Check(Start + """
        (for i in {1..3000}; do ask $i; done >answers) & A=$!
        for i in 1 2 3; do O=$F; run; wait $O; done
        wait $A; seq 3000 | cmp - answers && echo all
        """, "all\n");

    [Fact]
    public Task One_that_cannot_start_leaves_all_as_it_was() => ForwardSandbox.Check(Start + """
        ask one
        fairlead forward --handover /mnt/meet 'udp 127.0.0.1:5000 to 127.0.0.1:6000' 'udp 127.0.0.1:6000 to 127.0.0.1:7000' 2>error
        echo $?; grep -o 'EADDRINUSE' error
        wait_for grep -q 'and failed' forward.log; ask two
        """, "one\n125\nEADDRINUSE\ntwo\n");

    [Fact]
    public Task Nobody_at_the_path_is_no_error_and_a_file_there_is_replaced() => ForwardSandbox.Check("""
        forward --handover /mnt/meet 'udp 127.0.0.1:5000 to 127.0.0.1:6000'; kill -9 $F; wait $F 2>/dev/null
        forward --handover /mnt/meet 'udp 127.0.0.1:5000 to 127.0.0.1:6000'; stop
        """, "ended with 0\n");
}
