namespace Fairlead.E2E.DropIn;

/// <summary>Servers that were told nothing, or the wildcard address, serve at BIND_ADDR, and nowhere else.</summary>
public sealed class ServerTests
{
    [Theory]
    [InlineData("/usr/bin/python3 -m http.server 8080")]
    [InlineData("node -e 'require(`http`).createServer((_, r) => r.end()).listen(8080)'")]
    [InlineData("node $SOURCES/node/program.js serve-tcp 0.0.0.0 8080")]
    [InlineData("java $SOURCES/java/Program.java serve-tcp 0.0.0.0 8080")]
    [InlineData("nginx -e /mnt/log -c /mnt/nginx.conf")]
    public async Task Tcp(string server)
    {
        var run = await DropInSandbox.Run(
            $$"""
            cat >nginx.conf <<END
            daemon off; pid /mnt/pid; error_log /mnt/log; events {}
            http { access_log off; client_body_temp_path /mnt; proxy_temp_path /mnt; fastcgi_temp_path /mnt;
            uwsgi_temp_path /mnt; scgi_temp_path /mnt; server { listen 8080; } }
            END
            $DROP_IN {{server}} >/dev/null &
            serves 1 8080
            curl -s -o/dev/null http://10.17.24.14:8080/ && echo answers
            curl -s -o/dev/null http://10.17.24.15:8080/ || echo only there
            """);
        // Java and Node open IPv6 sockets for everything; the kernel carries them over IPv4.
        var seen = run.Output.Replace("[::ffff:10.17.24.14]", "10.17.24.14");
        Assert.Equal("tcp 10.17.24.14:8080\nanswers\nonly there\n", seen);
    }

    [Theory]
    [InlineData("/usr/bin/python3 $SOURCES/python/program.py serve-udp 0.0.0.0 8080")]
    [InlineData("node $SOURCES/node/program.js serve-udp 0.0.0.0 8080")]
    [InlineData("java $SOURCES/java/Program.java serve-udp 0.0.0.0 8080")]
    public async Task Udp_answers_from_there(string server)
    {
        var run = await DropInSandbox.Run(
            $$"""
            $DROP_IN {{server}} >/dev/null &
            serves 1 8080
            $there /usr/bin/python3 -c '
            import socket
            s = socket.socket(type=socket.SOCK_DGRAM)
            s.settimeout(5)
            s.sendto(b"question", ("10.17.24.14", 8080))
            print(s.recvfrom(99))'
            """);
        Assert.Equal(
            "udp 10.17.24.14:8080\n(b'hello\\n', ('10.17.24.14', 8080))\n",
            run.Output.Replace("[::ffff:10.17.24.14]", "10.17.24.14"));
    }

    [Fact]
    public async Task Mono_game_server_with_udp_and_tcp_at_one_port()
    {
        var run = await DropInSandbox.Run(
            $"""
            $DROP_IN mono {MonoProgram.GameServer} >/dev/null &
            serves 3 26900 26902
            """);
        Assert.Equal("tcp 10.17.24.14:26900\nudp 10.17.24.14:26900\nudp 10.17.24.14:26902\n", run.Output);
        Assert.Equal(
            "fairlead: bind udp [::]:26902 the rule has no address of the socket's family: EADDRNOTAVAIL (BIND_ADDR)\n",
            run.Error);
    }
}
