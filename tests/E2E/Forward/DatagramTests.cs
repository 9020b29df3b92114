namespace Fairlead.E2E.Forward;

public sealed class DatagramTests
{
    private const string Sizes = "0 1 1473 9000 65507";
    private const string AllOk = "0 ok\n1 ok\n1473 ok\n9000 ok\n65507 ok\n";

    [Theory]
    [InlineData("127.0.0.1:5000", "127.0.0.1", "127.0.0.1")]
    [InlineData("[::1]:5000", "::1", "::1")]
    [InlineData("127.0.0.1:5000", "127.0.0.1", "::1")]
    [InlineData("[::1]:5000", "::1", "127.0.0.1")]
    [InlineData("any:5000", "127.0.0.1", "::1")]
    [InlineData("any:5000", "::1", "127.0.0.1")]
    public Task Datagrams_of_all_sizes_come_and_go_whole(string listen, string asked, string backend) =>
        ForwardSandbox.Check($"""
            echo_server b {backend} 6000
            forward 'udp {listen} to {(backend.Contains(':') ? $"[{backend}]" : backend)}:6000'
            udp sizes {asked} 5000 {Sizes}
            stop
            """, $"{AllOk}ended with 0\n");

    [Fact]
    public Task Answers_leave_from_the_address_that_was_asked() => ForwardSandbox.Check("""
        ip address add 10.9.0.1/24 dev lo; ip address add 10.9.0.2/24 dev lo
        ip address add fd09::1/64 dev lo nodad; ip address add fd09::2/64 dev lo nodad
        echo_server b 127.0.0.1 6000
        forward 'udp any:5000 to 127.0.0.1:6000'
        for address in 10.9.0.1 10.9.0.2 fd09::1 fd09::2 127.0.0.1 127.0.0.9 ::1; do udp ask $address 5000 hello; done
        """, string.Concat(Enumerable.Repeat("hello\n", 7)));

    [Fact]
    public Task Ports_of_a_range_go_in_step() => ForwardSandbox.Check("""
        echo_server b 127.0.0.1 6000 6001 6002 6003
        forward 'udp 127.0.0.1:5000-5003 to 127.0.0.1:6000-6003'
        for port in 5000 5001 5002 5003; do udp ask 127.0.0.1 $port who? | cut -d' ' -f1,2; done
        """, "b 6000\nb 6001\nb 6002\nb 6003\n");

    [Fact]
    public Task Clients_are_shared_out_by_their_address_and_keep_their_backend() => ForwardSandbox.Check("""
        for b in 1 2 3; do echo_server b$b 127.0.1.$b 6000; done
        forward 'udp 0.0.0.0:5000 to 127.0.1.1:6000,127.0.1.2:6000,127.0.1.3:6000'
        clients() { for c in {1..60}; do SOURCE="127.0.2.$c 0" udp ask 127.0.0.1 5000 who? | cut -d' ' -f1; done; }
        clients >first; clients >second
        cmp first second && sort -u first
        awk '{ n[$1]++ } END { for (b in n) if (n[b] < 8) print b " has only " n[b] }' first
        """, "b1\nb2\nb3\n");

    [Fact]
    public Task Backend_that_returns_gets_the_next_datagram_of_a_session() => ForwardSandbox.Check("""
        echo_server b 127.0.0.1 6000
        forward 'udp 127.0.0.1:5000 to 127.0.0.1:6000'
        coproc C { udp talk 127.0.0.1 5000; }
        ask() { echo $1 >&${C[1]}; read -r -t 5 -u ${C[0]} answer; echo "$answer"; }
        ask one
        kill $E; wait $E 2>/dev/null
        ask lost
        echo_server b 127.0.0.1 6000
        ask two; ask three
        """, "one\nno answer\ntwo\nthree\n");

    [Fact]
    public Task Proxy_header_says_who_the_client_is() => ForwardSandbox.Check("""
        python3 - <<'END' &
        import socket
        s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM); s.bind(("127.0.0.1", 6000))
        data, sender = s.recvfrom(2000)
        assert data[:12] == b"\r\n\r\n\0\r\nQUIT\n", data
        s.sendto(f"{data[12]:x} {data[13]:x} {socket.inet_ntoa(data[16:20])} {int.from_bytes(data[24:26])} {data[28:].decode()}".encode(), sender)
        END
        wait_for bound 6000
        forward 'udp 127.0.0.1:5000 to 127.0.0.1:6000 proxy-v2'
        SOURCE="127.0.0.7 4321" udp ask 127.0.0.1 5000 hello
        """, "21 12 127.0.0.7 4321 hello\n");

    [Fact]
    public Task Statement_for_both_protocols_forwards_both() => ForwardSandbox.Check("""
        echo_server b 127.0.0.1 6000
        socat TCP-LISTEN:6000,bind=127.0.0.1,reuseaddr,fork EXEC:cat &
        sleep 0.3
        forward 'any 127.0.0.1:5000 to 127.0.0.1:6000'
        udp ask 127.0.0.1 5000 datagram
        echo stream | socat -t 2 - TCP:127.0.0.1:5000
        """, "datagram\nstream\n");

    [Fact]
    public Task Cap_holds_and_confirmed_sessions_go_on() => ForwardSandbox.Check("""
        echo_server b 127.0.0.1 6000
        forward --threads 1 'udp 127.0.0.1:5000 to 127.0.0.1:6000 sessions 20' --metrics 127.0.0.1:9100
        coproc C { udp talk 127.0.0.1 5000; }
        ask() { echo $1 >&${C[1]}; read -r -t 5 -u ${C[0]} answer; echo "$answer"; }
        ask one; ask two
        python3 - <<'END'
        import socket
        for i in range(2000):
            s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM); s.sendto(b"flood", ("127.0.0.1", 5000)); s.close()
        END
        ask three
        curl -s http://127.0.0.1:9100/metrics | grep -c '^fairlead_forward_sessions{.*} 20$'
        """, "one\ntwo\nthree\n1\n");
}
