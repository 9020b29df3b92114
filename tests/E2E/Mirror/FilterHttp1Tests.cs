namespace Fairlead.E2E.Mirror;

public sealed class FilterHttp1Tests
{
    [Fact]
    public Task First_statement_that_matches_takes_the_connection() => FilterSandbox.Check("""
        real python3 web.py real 8080
        mirror -r 'steal tcp any:8080 header "x-user: me"' -r 'steal tcp any:8080 to :9090 path /api/*' -- \
            sh -c 'python3 web.py one 8080 & exec python3 web.py two 9090'
        wait_for grep -q 8080 local.log; wait_for grep -q 9090 local.log
        ask $at/a; ask -H 'X-User: me' $at/a; ask -H 'x-user: me' $at/api/a; ask $at/api/a?b; ask -H 'x-user: you' $at/apis
        ask -H 'x-user: me' http://[fd09::2]:8080/six; ask http://[fd09::2]:8080/six
        at curl -s -H 'x-user: me' http://127.0.0.1:8080/inside
        unmirror; clean && ask -H 'x-user: me' $at/after
        """, """
        real /a 10.9.0.1
        one /a 10.9.0.1
        one /api/a 10.9.0.1
        two /api/a?b 10.9.0.1
        real /apis 10.9.0.1
        one /six fd09::1
        real /six fd09::1
        one /inside 127.0.0.1
        real /after 10.9.0.1

        """);

    [Fact]
    public Task Last_statement_without_a_filter_takes_the_rest() => FilterSandbox.Check("""
        real python3 web.py real 8080
        mirror -r 'steal tcp any:8079-8081 header "x-user: me"' -r 'steal tcp any:8080 to :9090' -- \
            sh -c 'python3 web.py one 8080 & exec python3 web.py two 9090'
        wait_for grep -q 8080 local.log; wait_for grep -q 9090 local.log
        ask -H 'x-user: me' $at/a; ask $at/b
        printf 'GET /old\n' | timeout 5 socat -t 2 - TCP:10.9.0.2:8080
        timeout 10 fairlead mirror --target pid:$T -r 'steal tcp any:8080 path /x' -- true 2>&1 | grep -o 'belongs to another session already: fairlead mirror'
        unmirror
        """, """
        one /a 10.9.0.1
        two /b 10.9.0.1
        two /old 10.9.0.1
        belongs to another session already: fairlead mirror

        """);

    [Fact]
    public Task First_request_decides_for_all_of_a_connection() => FilterSandbox.Check("""
        both 'python3 web.py' -r 'steal tcp any:8080 header "x-user: me"'
        ask -H 'x-user: me' $at/1 --next -s -m 5 $at/2
        ask $at/3 --next -s -m 5 -H 'x-user: me' $at/4
        printf 'GET /5 HTTP/1.1\r\nx-user: me\r\n\r\nGET /6 HTTP/1.1\r\nx-user: you\r\nConnection: close\r\n\r\n' |
            timeout 5 socat -t 3 - TCP:10.9.0.2:8080 | grep local
        """, """
        local /1 10.9.0.1
        local /2 10.9.0.1
        real /3 10.9.0.1
        real /4 10.9.0.1
        local /5 10.9.0.1
        local /6 10.9.0.1

        """);

    [Fact]
    public Task Large_head_may_come_in_parts() => FilterSandbox.Check("""
        both 'python3 web.py' -r 'steal tcp any:8080 header "x-user: m*e"'
        cat >parts.py <<'END'
        import socket, sys, time
        for last in ["x-user: me", "x-user: you"]:
            head = "GET /parts HTTP/1.1\r\n" + "".join("x-%d: %s\r\n" % (i, "v" * 600) for i in range(80)) + last + "\r\nConnection: close\r\n\r\n"
            s = socket.create_connection(("10.9.0.2", 8080))
            for i in range(0, len(head), 1000):
                s.sendall(head[i:i + 1000].encode())
                time.sleep(0.005)
            answer = b""
            while more := s.recv(65536):
                answer += more
            print(answer.decode().splitlines()[-1])
        END
        timeout 20 python3 parts.py
        """, """
        local /parts 10.9.0.1
        real /parts 10.9.0.1

        """);

    [Fact]
    public Task Upgrade_is_chosen_by_its_header() => FilterSandbox.Check("""
        both 'python3 web.py' -r 'steal tcp any:8080 header "sec-websocket-protocol: chat"'
        for p in chat other; do
            { printf 'GET /ws HTTP/1.1\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Protocol: %s\r\n\r\n' $p; sleep 1; echo one; sleep 0.2; echo two; } |
                timeout 6 socat -t 3 - TCP:10.9.0.2:8080 | tr -d '\r' | grep '101\|ONE\|TWO'
        done
        """, """
        HTTP/1.1 101 Switching Protocols
        local ONE
        local TWO
        HTTP/1.1 101 Switching Protocols
        real ONE
        real TWO

        """);

    [Fact]
    public Task What_cannot_be_read_goes_to_the_real_program() => FilterSandbox.Check("""
        both 'python3 web.py' -r 'steal tcp any:8080 header "x-user: *"'
        { sleep 3; printf 'GET /late HTTP/1.0\r\nx-user: me\r\n\r\n'; } | timeout 6 socat -t 2 - TCP:10.9.0.2:8080 | grep /late
        printf 'GET /half HTTP/1.0\r\nx-user: me\r\n' | timeout 6 socat -t 2 - TCP:10.9.0.2:8080 | grep /half
        curl -sk -m 2 https://10.9.0.2:8080/ || echo no TLS there
        ask -H "x-user: $(head -c 70000 /dev/zero | tr '\0' a)" $at/long | grep -o 'Line too long' | head -n 1
        sleep 2; unmirror
        grep -o '[0-9]* dropped ([a-z]*)' mirror.log | sort -u | sed 's/^/in all /'
        """, """
        real /late 10.9.0.1
        real /half 10.9.0.1
        no TLS there
        Line too long
        in all 1 dropped (tls)
        in all 1 dropped (undecided)

        """);
}
