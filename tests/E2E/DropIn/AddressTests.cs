using Fairlead.E2E.Harness;

namespace Fairlead.E2E.DropIn;

/// <summary>Which binds BIND_ADDR moves, and where to.</summary>
public sealed class AddressTests
{
    // Prints where a TCP socket of each kind came out that asks for the wildcard address.
    private const string Wildcards = """
        import errno, socket
        def ask(name, family, v6only):
            s = socket.socket(family)
            if family == socket.AF_INET6:
                s.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, v6only)
            try:
                s.bind(("", 8080))
                print(name, s.getsockname()[0])
            except OSError as e:
                print(name, errno.errorcode[e.errno])
        ask("IPv4", socket.AF_INET, 0)
        ask("IPv6", socket.AF_INET6, 0)
        ask("IPv6 only", socket.AF_INET6, 1)
        """;

    private const string Refused = "the rule has no address of the socket's family: EADDRNOTAVAIL (BIND_ADDR)\n";

    private const string Both = "IPv4 10.17.24.14\nIPv6 fd00::5\nIPv6 only fd00::5\n";

    [Theory]
    [InlineData(
        "10.17.24.14", "IPv4 10.17.24.14\nIPv6 ::ffff:10.17.24.14\nIPv6 only EADDRNOTAVAIL\n", $"bind tcp [::]:8080 {Refused}")]
    [InlineData("fd00::5", "IPv4 EADDRNOTAVAIL\nIPv6 fd00::5\nIPv6 only fd00::5\n", $"bind tcp 0.0.0.0:8080 {Refused}")]
    [InlineData("10.17.24.14,fd00::5", Both, "")]
    [InlineData("fd00::5,10.17.24.14", Both, "")]
    [InlineData("::ffff:10.17.24.14,fd00::5", Both, "")]
    public async Task Wildcard_binds_go_to_the_address_of_their_family_or_nowhere(string address, string output, string log)
    {
        var run = await Bind(address, Wildcards);
        Assert.Equal((output, log.Length == 0 ? "" : $"fairlead: {log}"), (run.Output, run.Error));
    }

    [Theory]
    [InlineData("127.0.0.1")]
    [InlineData("127.0.0.53")]
    [InlineData("::1")]
    [InlineData("10.17.24.15")]
    [InlineData("fd00::6")]
    public Task Address_that_the_program_chose_stays(string address) => DropInSandbox.Check(
        $"$DROP_IN /usr/bin/python3 $PROGRAMS/bind.py {address} 8080", $"{address}:8080");

    [Fact]
    public Task Server_that_listens_without_bind_is_moved() => DropInSandbox.Check(
        """
        $DROP_IN /usr/bin/python3 -c '
        import socket
        s = socket.socket()
        s.listen()
        print(s.getsockname()[0], s.getsockname()[1] > 0)'
        """,
        "10.17.24.14 True");

    [Fact]
    public async Task Address_that_the_host_lacks_is_told()
    {
        var run = await DropInSandbox.Run(
            "BIND_ADDR=10.9.9.9 LD_PRELOAD=$LIBRARY /usr/bin/python3 $PROGRAMS/bind.py 0.0.0.0 8080");
        Assert.Equal("EADDRNOTAVAIL\n", run.Output);
        Assert.Equal(
            "fairlead: bind tcp 0.0.0.0:8080 -> 10.9.9.9:8080 the address is not on this machine: EADDRNOTAVAIL (BIND_ADDR)\n",
            run.Error);
    }

    [Fact]
    public Task Rules_of_fairlead_win() => DropInSandbox.Check(
        """
        BIND_ADDR=10.17.24.14 BIND_PORT=9 fairlead run --engine preload -r 'bind tcp any:8080 to 127.0.0.7' -- \
            /usr/bin/python3 $PROGRAMS/bind.py 0.0.0.0 8080
        BIND_ADDR=nonsense fairlead run --engine preload -r 'bind tcp any:8080 to 127.0.0.7' -- \
            /usr/bin/python3 $PROGRAMS/bind.py 0.0.0.0 8081
        """,
        "127.0.0.7:8080\n0.0.0.0:8081");

    [Fact]
    public Task Library_without_variables_changes_nothing() => DropInSandbox.Check(
        "LD_PRELOAD=$LIBRARY /usr/bin/python3 $PROGRAMS/bind.py 0.0.0.0 8080", "0.0.0.0:8080");

    private static Task<Outcome> Bind(string address, string program) => DropInSandbox.Run(
        $"BIND_ADDR={address} LD_PRELOAD=$LIBRARY /usr/bin/python3 - <<'END'\n{program}\nEND\n");
}
