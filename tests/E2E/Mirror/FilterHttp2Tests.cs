namespace Fairlead.E2E.Mirror;

public sealed class FilterHttp2Tests
{
    [Fact]
    public Task Request_is_chosen() => FilterSandbox.Check("""
        both 'node web.js' -r 'steal tcp any:8080 header "x-user: me" path /api/*'
        for user in me you; do
            ask --http2-prior-knowledge -H "X-User: $user" $at/api/a?b
            ask --http2-prior-knowledge -H "X-User: $user" $at/other
        done
        """, """
        local /api/a?b 0 10.9.0.1
        real /other 0 10.9.0.1
        real /api/a?b 0 10.9.0.1
        real /other 0 10.9.0.1

        """);

    // Every printable character, which are the codes of 5 to 28 bits, and a block that needs CONTINUATION.
    [Fact]
    public Task Large_head_is_read_as_it_was_written() => FilterSandbox.Check("""
        both 'node web.js' -r 'steal tcp any:8080 header "x-last: me" header "x-all: *Zz{|}~*" header "host: 10.9.0.2:8080"'
        cat >ask.js <<'END'
        const client = require('http2').connect('http://10.9.0.2:8080');
        const all = Array.from({ length: 94 }, (_, i) => String.fromCharCode(33 + i)).join('') + 'Zz{|}~\u00e9\u00ff';
        const headers = { ':path': '/', ':method': 'POST', 'x-all': all, 'x-long': 'v'.repeat(30000), 'x-last': process.argv[2] };
        function ask(bytes, then) {
            const request = client.request(headers);
            request.on('data', data => process.stdout.write(data)).on('end', then).end('x'.repeat(bytes));
        }
        ask(100, () => ask(300000, () => client.close()));
        END
        timeout 5 node ask.js me; timeout 5 node ask.js you
        """, """
        local / 100 10.9.0.1
        local / 300000 10.9.0.1
        real / 100 10.9.0.1
        real / 300000 10.9.0.1

        """);

    // As clients of gRPC do. The servers end a connection on which they get an acknowledgement too many.
    [Theory, InlineData("0"), InlineData("3")]
    public Task Client_may_wait_for_the_servers_settings(string seconds) => FilterSandbox.Check($$"""
        both 'node web.js' -r 'steal tcp any:8080 header "x-user: me"'
        cat >wait.py <<'END'
        import socket, struct, sys, time
        def frame(kind, flags, stream, payload=b""):
            return struct.pack(">I", len(payload))[1:] + struct.pack(">BBI", kind, flags, stream) + payload
        def exactly(s, count):
            got = b""
            while len(got) < count:
                more = s.recv(count - len(got))
                if not more:
                    sys.exit("the connection ended")
                got += more
            return got
        def read(s):
            head = exactly(s, 9)
            payload = exactly(s, int.from_bytes(head[:3], "big"))
            if head[3] == 4 and not head[4] & 1:
                s.sendall(frame(4, 1, 0))
            return head[3], payload
        def string(text):
            return bytes([len(text)]) + text
        for user in [b"me", b"you"]:
            s = socket.create_connection(("10.9.0.2", 8080))
            s.settimeout(5)
            s.sendall(b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n" + frame(4, 0, 0))
            while read(s)[0] != 4:
                pass
            time.sleep({{seconds}})
            for stream in [1, 3]:
                # :method GET, :scheme http, :path /, host, and a field that is added to the table at first, and then named.
                field = b"\x40" + string(b"x-user") + string(user) if stream == 1 else b"\xbe"
                s.sendall(frame(1, 5, stream, b"\x82\x86\x84\x00" + string(b"host") + string(b"target") + field))
                while True:
                    kind, payload = read(s)
                    if kind in (3, 7):
                        sys.exit("refused: %d %r" % (kind, payload))
                    if kind == 0 and payload:
                        print(payload.decode(), end="")
                        break
        END
        timeout 20 python3 wait.py 2>&1; grep -h 'session:\|stream:' local.log real.log
        """, """
        local / 0 10.9.0.1
        local / 0 10.9.0.1
        real / 0 10.9.0.1
        real / 0 10.9.0.1

        """);
}
