namespace Fairlead.E2E.DropIn;

/// <summary>Where connections leave from.</summary>
public sealed class SourceTests
{
    // Another host, and this one on loopback, each answer who asked.
    private const string Witness = """
        cat >witness.py <<'END'
        import socket, threading
        def tcp(family):
            s = socket.create_server(("", 8080), family=family)
            while True:
                c, peer = s.accept()
                c.recv(4096)
                c.send(f"HTTP/1.0 200 OK\r\n\r\n{peer[0]}\n".encode())
                c.close()
        def udp(family):
            s = socket.socket(family, socket.SOCK_DGRAM)
            if family == socket.AF_INET6:
                s.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
            s.bind(("", 8080))
            while True:
                peer = s.recvfrom(4096)[1]
                s.sendto(peer[0].encode(), peer)
        for serve in tcp, udp:
            for family in socket.AF_INET, socket.AF_INET6:
                threading.Thread(target=serve, args=(family,)).start()
        END
        here=
        for at in "$there" "$here"; do $at /usr/bin/python3 witness.py & done
        complete_there() { [ $($there ss -Hlntu sport = :8080 | wc -l) = 4 ]; }
        wait_for complete_there
        serves 4 8080 >/dev/null
        cat >ask.py <<'END'
        import errno, socket, sys
        kind, how, bound, host = sys.argv[1:]
        family = socket.AF_INET6 if ":" in host else socket.AF_INET
        s = socket.socket(family, socket.SOCK_STREAM if kind == "tcp" else socket.SOCK_DGRAM)
        s.settimeout(5)
        try:
            if bound != "unbound":
                s.bind((bound, 0))
            if how == "connect":
                s.connect((host, 8080))
                s.send(b"who?")
            else:
                s.sendto(b"who?", (host, 8080))
            print(s.recv(4096).decode().split()[-1])
        except OSError as e:
            print(errno.errorcode[e.errno])
        END

        """;

    [Theory]
    [InlineData("curl -s http://10.17.24.1:8080/", "10.17.24.14")]
    [InlineData("node $SOURCES/node/program.js ask-tcp 10.17.24.1 8080", "10.17.24.14")]
    [InlineData("java $SOURCES/java/Program.java ask-tcp 10.17.24.1 8080", "10.17.24.14")]
    [InlineData("sh -c 'curl -s http://10.17.24.1:8080/ | cat'", "10.17.24.14")]
    [InlineData("/usr/bin/python3 ask.py tcp connect unbound 10.17.24.1", "10.17.24.14")]
    [InlineData("/usr/bin/python3 ask.py udp connect unbound 10.17.24.1", "10.17.24.14")]
    [InlineData("/usr/bin/python3 ask.py tcp connect 0.0.0.0 10.17.24.1", "10.17.24.14")]
    [InlineData("/usr/bin/python3 ask.py udp connect 0.0.0.0 10.17.24.1", "10.17.24.14")]
    [InlineData("/usr/bin/python3 ask.py udp sendto 0.0.0.0 10.17.24.1", "10.17.24.14")]
    [InlineData("/usr/bin/python3 ask.py udp sendto unbound 10.17.24.1", "10.17.24.14")]
    public Task Address(string command, string source) => DropInSandbox.Check($"{Witness}$DROP_IN {command}", source);

    [Theory]
    [InlineData("curl -sg http://[fd00::1]:8080/", "fd00::5")]
    [InlineData("/usr/bin/python3 ask.py udp connect unbound fd00::1", "fd00::5")]
    [InlineData("/usr/bin/python3 ask.py udp sendto unbound fd00::1", "fd00::5")]
    [InlineData("curl -s http://10.17.24.1:8080/", "10.17.24.14")]
    public Task Address_of_each_family(string command, string source) => DropInSandbox.Check(
        $"{Witness}BIND_ADDR=10.17.24.14,fd00::5 LD_PRELOAD=$LIBRARY {command}", source);

    [Theory]
    [InlineData("curl -s http://127.0.0.1:8080/", "127.0.0.1")]
    [InlineData("curl -sg http://[::1]:8080/", "::1")]
    [InlineData("/usr/bin/python3 ask.py udp connect unbound 127.0.0.1", "127.0.0.1")]
    [InlineData("/usr/bin/python3 ask.py udp sendto unbound 127.0.0.1", "127.0.0.1")]
    [InlineData("/usr/bin/python3 ask.py tcp connect unbound 0.0.0.0", "127.0.0.1")]
    public Task Loopback_is_left_alone(string command, string source) =>
        DropInSandbox.Check($"{Witness}$DROP_IN {command}", source);

    [Theory]
    [InlineData("curl -s --interface 10.17.24.15 http://10.17.24.1:8080/")]
    [InlineData("/usr/bin/python3 ask.py tcp connect 10.17.24.15 10.17.24.1")]
    [InlineData("/usr/bin/python3 ask.py udp connect 10.17.24.15 10.17.24.1")]
    [InlineData("/usr/bin/python3 ask.py udp sendto 10.17.24.15 10.17.24.1")]
    public Task Source_that_the_program_chose_stays(string command) =>
        DropInSandbox.Check($"{Witness}$DROP_IN {command}", "10.17.24.15");

    [Fact]
    public async Task Destination_of_a_family_without_address_is_refused()
    {
        var run = await DropInSandbox.Run($"{Witness}$DROP_IN /usr/bin/python3 ask.py tcp connect unbound fd00::1");
        Assert.Equal("EADDRNOTAVAIL\n", run.Output);
        Assert.StartsWith("fairlead: connect tcp [fd00::1]:8080", run.Error);
        Assert.EndsWith("the rule has no address of the socket's family: EADDRNOTAVAIL (BIND_ADDR)\n", run.Error);
    }
}
