using Fairlead.E2E.Harness;

namespace Fairlead.E2E.Mirror;

/// <summary>Real servers and clients of the web: keep-alive, many at once, WebSocket, HTTP/2.</summary>
public sealed class WebTests
{
    // server NAME: its configuration; one line of its log for each request.
    private const string Nginx = """
        server() {
            cat >$1.conf <<END
            daemon off; worker_processes 2; pid /mnt/$1.pid; error_log /mnt/$1.err;
            events {}
            http {
                log_format line '\$remote_addr \$uri \$connection_requests';
                access_log /mnt/$1.requests line;
                client_body_temp_path /mnt/$1; proxy_temp_path /mnt/$1; fastcgi_temp_path /mnt/$1; uwsgi_temp_path /mnt/$1; scgi_temp_path /mnt/$1;
                server { listen [::]:8080 ipv6only=off backlog=4096; location / { return 200 "$1 \$remote_addr \$uri\n"; } }
            }
        END
            echo nginx -c /mnt/$1.conf -e /mnt/$1.err
        }
        nginx_mirror() { mirror "$@" -- sh -c "echo listens soon; exec $(server local)"; wait_for test -s local.pid; }
        count() { wait_for eval "[ \$(wc -l <$1.requests) = $2 ]"; wc -l <$1.requests; }

        """;

    private static Task CheckNginx(string script, string expected)
    {
        Requires.File("/usr/sbin/nginx");
        return MirrorSandbox.Check(Nginx + script, expected);
    }

    [Fact]
    public Task Requests_of_one_connection_stay_on_one() => CheckNginx("""
        real $(server real)
        nginx_mirror --mirror 'tcp any:8080'
        curl -s 'http://10.9.0.2:8080/r[1-3]' 'http://[fd09::2]:8080/r4'
        count local 4
        unmirror
        cat local.requests
        """, """
        real 10.9.0.1 /r1
        real 10.9.0.1 /r2
        real 10.9.0.1 /r3
        real fd09::1 /r4
        4
        10.9.0.1 /r1 1
        10.9.0.1 /r2 2
        10.9.0.1 /r3 3
        fd09::1 /r4 1

        """.Replace("10.9.0.1 /", "::ffff:10.9.0.1 /", StringComparison.Ordinal));

    [Theory, InlineData("mirror", "real"), InlineData("steal", "local")]
    public Task Hundred_requests_at_once_are_answered_by_one_and_seen_as_they_were(string kind, string who) => CheckNginx($$"""
        real $(server real)
        nginx_mirror --{{kind}} 'tcp any:8080'
        curl -s --parallel --parallel-immediate --parallel-max 100 'http://10.9.0.2:8080/r[1-100]' | sort | uniq | grep -c '^{{who}} '
        count local 100
        unmirror
        touch real.requests; for name in real local; do cut -d' ' -f2 $name.requests | sort -u | wc -l; done
        """, $"100\n100\n{(kind == "mirror" ? 100 : 0)}\n100\n");

    [Theory, InlineData("mirror", "real"), InlineData("steal", "local")]
    public Task WebSocket_upgrades(string kind, string who) => MirrorSandbox.Check($$"""
        real python3 $PROGRAMS/websocket.py serve real 8080
        mirror --{{kind}} 'tcp any:8080' -- python3 $PROGRAMS/websocket.py serve local 8080
        python3 $PROGRAMS/websocket.py ask 10.9.0.2 8080 3
        wait_for grep -q close local.log
        unmirror
        grep got local.log
        """, $"""
        HTTP/1.1 101 Switching Protocols
        {who} text 0
        {who} text 1
        {who} text 2
        closed
        local got text 0
        local got text 1
        local got text 2
        local got close

        """);

    [Theory, InlineData("mirror", "real"), InlineData("steal", "local")]
    public Task Streams_of_HTTP_2_are_those_of_the_client(string kind, string who)
    {
        Requires.File("/usr/bin/node");
        return MirrorSandbox.Check($$"""
            real node $PROGRAMS/http2.js serve real 8080
            mirror --{{kind}} 'tcp any:8080' -- node $PROGRAMS/http2.js serve local 8080
            node $PROGRAMS/http2.js ask 10.9.0.2 8080 /a /b /c
            curl -s --http2-prior-knowledge http://10.9.0.2:8080/d
            wait_for eval '[ $(grep -c over local.log) = 2 ]'
            unmirror
            grep '/' local.log | sort
            """, $"""
            {who} /a 0
            {who} /b 0
            {who} /c 300000
            {who} /d 0
            local 1 GET /a 0
            local 1 GET /d 0
            local 3 GET /b 0
            local 5 POST /c 300000

            """);
    }
}
