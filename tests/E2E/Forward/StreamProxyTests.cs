using Fairlead.E2E.Harness;

namespace Fairlead.E2E.Forward;

/// <summary>PROXY headers of TCP, as nginx reads and haproxy writes them.</summary>
public sealed class StreamProxyTests
{
    private const string Words = Web.Words + """
        # named FILE: whom the headers of the requests there have named, and whom they had asked.
        named() { cut -d' ' -f3- $1/access.log; }

        """;

    private static Task Check(string script, string expected)
    {
        Requires.File(Web.Nginx);
        return ForwardSandbox.Check(Words + script, expected);
    }

    [Fact]
    public Task Nginx_is_told_who_the_client_is() => Check("""
        web www '127.0.0.1:6000 proxy_protocol' '[::1]:6000 proxy_protocol'
        forward 'tcp 0.0.0.0:5000 to 127.0.0.1:6000 proxy-v2' 'tcp [::]:5000 to 127.0.0.1:6000 proxy-v2' 'tcp 127.0.0.1:5001 to [::1]:6000 proxy-v2'
        head -c 4M /dev/urandom >www/file
        curl -sS --interface 127.0.0.7 --local-port 4321 http://127.0.0.9:5000/file | cmp - www/file
        curl -sSg --local-port 4322 'http://[::1]:5000/file' | cmp - www/file
        curl -sS --interface 127.0.0.8 --local-port 4323 http://127.0.0.1:5001/file | cmp - www/file
        named www
        """, "127.0.0.7 4321 127.0.0.9 5000\n::1 4322 ::1 5000\n127.0.0.8 4323 127.0.0.1 5001\n");

    [Fact]
    public Task Header_of_haproxy_is_taken_and_believed()
    {
        Requires.File("/usr/sbin/haproxy");
        return Check("""
            web plain 127.0.0.1:6000; web told '127.0.0.1:6001 proxy_protocol'
            forward 'tcp 127.0.0.1:5000 to 127.0.0.1:6000 accept-proxy-v2' 'tcp 127.0.0.1:5001 to 127.0.0.1:6001 accept-proxy-v2 proxy-v2'
            cat >haproxy.cfg <<'END'
            defaults
                mode tcp
                timeout connect 5s
                timeout client 5s
                timeout server 5s
            listen plain
                bind 127.0.0.1:4000
                server s 127.0.0.1:5000 send-proxy-v2
            listen told
                bind 127.0.0.1:4001
                server s 127.0.0.1:5001 send-proxy-v2 proxy-v2-options crc32c
            END
            haproxy -db -f haproxy.cfg & wait_for bound 4001
            curl -sS --interface 127.0.0.7 http://127.0.0.1:4000/who | cut -d' ' -f1,2
            curl -sS --interface 127.0.0.7 --local-port 4321 http://127.0.0.1:4001/who | cut -d' ' -f1,2
            named told
            """, "plain 6000\ntold 6001\n127.0.0.7 4321 127.0.0.1 4001\n");
    }

    [Fact]
    public Task Two_forwarders_in_a_row_tell_of_the_first_client() => Check("""
        web www '127.0.0.1:6000 proxy_protocol'
        forward 'tcp 127.0.0.1:5001 to 127.0.0.1:6000 accept-proxy-v2 proxy-v2'
        forward 'tcp 127.0.0.1:5000 to 127.0.0.1:5001 proxy-v2'
        head -c 4M /dev/urandom >www/file
        curl -sS --interface 127.0.0.7 --local-port 4321 http://127.0.0.1:5000/file | cmp - www/file
        named www
        """, "127.0.0.7 4321 127.0.0.1 5000\n");

    [Fact]
    public Task Header_that_comes_in_pieces_is_waited_for() => Check("""
        web www '127.0.0.1:6000 proxy_protocol'
        forward 'tcp 127.0.0.1:5000 to 127.0.0.1:6000 accept-proxy-v2 proxy-v2'
        python3 - <<'END' | tail -n 1
        import socket, time
        header = b"\r\n\r\n\0\r\nQUIT\n\x21\x11\0\x0c" + bytes([192, 0, 2, 7, 192, 0, 2, 9]) + (4321).to_bytes(2) + (443).to_bytes(2)
        s = socket.create_connection(("127.0.0.1", 5000)); s.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        for piece in header[:1], header[1:14], header[14:]:
            s.send(piece); time.sleep(0.1)
        s.send(b"GET /who HTTP/1.0\r\n\r\n")
        print(s.makefile().read())
        END
        named www
        """, "\n192.0.2.7 4321 192.0.2.9 443\n");

    [Fact]
    public Task Client_without_a_header_is_refused_and_counted() => Check("""
        web www 127.0.0.1:6000
        forward --metrics 127.0.0.1:9100 'tcp 127.0.0.1:5000 to 127.0.0.1:6000 accept-proxy-v2'
        curl -s http://127.0.0.1:5000/who || echo refused
        curl -s --haproxy-protocol http://127.0.0.1:5000/who || echo refused
        curl -s http://127.0.0.1:9100/metrics | grep -o 'reason="proxy_header"} .*'; cat www/access.log
        """, "refused\nrefused\nreason=\"proxy_header\"} 2\n");
}
