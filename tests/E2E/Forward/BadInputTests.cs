namespace Fairlead.E2E.Forward;

public sealed class BadInputTests
{
    private const string Activate = "python3 $PROGRAMS/activate.py";

    private static Task Check(string command, string expected) =>
        ForwardSandbox.Check($"timeout 10 {command} 2>&1; echo $?", $"{expected}\n125\n");

    [Fact]
    public Task Nothing_to_forward() => Check("fairlead forward", """
        fairlead: nothing to forward: give a statement, as in: fairlead forward 'udp any:27000 to 10.0.0.1', or --rules or --profile
        """);

    [Fact]
    public Task Bad_statement() => Check("fairlead forward 'udp 127.0.0.1:5000 to 127.0.0.1:6000 idel 5s'", """
        fairlead: forward:1:38: found `idel`, expected an option (idle, sessions, evict, transparent, proxy-v2, accept-proxy-v2, from, resolve, dev, mark, rcvbuf, sndbuf or freebind) or the end of the statement
            udp 127.0.0.1:5000 to 127.0.0.1:6000 idel 5s
                                                 ^~~~
        did you mean `idle`?
        """);

    [Fact]
    public Task No_such_file() => Check("fairlead forward --rules no-such.rules", """
        fairlead: no-such.rules: cannot read the rules: there is no such file
        """);

    [Fact]
    public Task Mark_without_the_capability() => Check(
        "setpriv --bounding-set=-net_admin,-net_raw --inh-caps=-net_admin,-net_raw fairlead forward 'udp 127.0.0.1:5000 to 127.0.0.1:6000 mark 7'",
        "fairlead: statement 1 has a mark (SO_MARK): EPERM: it needs CAP_NET_RAW (Linux 5.17) or CAP_NET_ADMIN: run as root, "
        + "or with AmbientCapabilities=CAP_NET_RAW in the unit");

    [Fact]
    public Task Handover_in_a_folder_that_is_not_there() => Check(
        "fairlead forward --handover /no/such 'udp 127.0.0.1:5000 to 127.0.0.1:6000'",
        "fairlead: --handover /no/such: ENOENT: its folder must exist, and this user may write there");

    [Theory, InlineData("udp"), InlineData("tcp")]
    public Task Port_in_use_is_said_by_whom(string protocol) => ForwardSandbox.Check($$"""
        python3 -c "
        import socket, time
        s = socket.socket(socket.AF_INET, socket.SOCK_{{(protocol == "udp" ? "DGRAM" : "STREAM")}}); s.bind(('0.0.0.0', 5000))
        {{(protocol == "udp" ? "" : "s.listen()")}}
        time.sleep(60)" &
        P=$!; wait_for bound 5000
        fairlead forward '{{protocol}} 127.0.0.1:5000 to 127.0.0.1:6000' 2>&1 | sed "s/process $P /process P /"; echo ${PIPESTATUS[0]}
        """, $"fairlead: listen at {protocol} 127.0.0.1:5000: EADDRINUSE: process P (python3) at 0.0.0.0:5000 has it\n125\n");

    [Fact]
    public Task Second_forwarder_of_a_place_is_refused() => ForwardSandbox.Check("""
        forward 'udp 127.0.0.1:5000 to 127.0.0.1:6000'
        fairlead forward 'udp 127.0.0.1:5000 to 127.0.0.1:6000' 2>&1 | sed "s/process $F /process F /"; echo ${PIPESTATUS[0]}
        """, "fairlead: listen at udp 127.0.0.1:5000: EADDRINUSE: process F (fairlead) at 127.0.0.1:5000 has it\n125\n");

    [Fact]
    public Task Address_of_another_machine() => Check("fairlead forward 'udp 10.77.0.1:5000 to 127.0.0.1:6000'", """
        fairlead: forward:1:5: address 10.77.0.1 is not on this machine: `ip address` lists those that are; the option `freebind` listens at one that comes later
            udp 10.77.0.1:5000 to 127.0.0.1:6000
                ^~~~~~~~~
        """);

    [Theory]
    [InlineData("--threads 0 'udp any:1 to 10.0.0.1'", "--threads: a number from 1 to 1024")]
    [InlineData("--exit-idle 0 'udp any:1 to 10.0.0.1'", "--exit-idle: a number of seconds, from 1")]
    [InlineData("--metrics 9100 'udp any:1 to 10.0.0.1'", "--metrics 9100: write an address and a port, as in 127.0.0.1:9100")]
    [InlineData("--threads 1 --threads 2 'udp any:1 to 10.0.0.1'", "Option '--threads' expects a single argument but 2 were provided.")]
    [InlineData("--setup --teardown", "--setup or --teardown, not both")]
    [InlineData("--setup 'udp any:1 to 10.0.0.1'", "--setup and --teardown are for the host, and take no statements")]
    [InlineData("--dry-run 'udp any:1 to 10.0.0.1'", "--dry-run goes with --setup or --teardown")]
    [InlineData("--mark 0 --setup", "--mark 0: write a number other than 0, as in 1 or 0x1ead")]
    [InlineData("--stat 'udp any:1 to 10.0.0.1'", "unknown option --stat")]
    public Task Bad_option(string arguments, string message) =>
        Check($"fairlead forward {arguments}", $"fairlead: {message}\nfairlead: see `fairlead forward --help`");

    [Fact]
    public Task Target_alone_without_sockets() => Check("fairlead forward 172.16.28.240:27000", """
        fairlead: forward:1:1: no sockets were passed (LISTEN_FDS), and a target alone is for one of them: each ListenDatagram= and ListenStream= line of the .socket unit is for one target, in their order; without systemd, say where to listen: `udp any:27000 to 172.16.28.240:27000`
            172.16.28.240:27000
            ^~~~~~~~~~~~~~~~~~~
        """);

    [Fact]
    public Task Metrics_port_in_use() => ForwardSandbox.Check("""
        forward --metrics 127.0.0.1:9100 'udp 127.0.0.1:5000 to 127.0.0.1:6000'
        fairlead forward --metrics 127.0.0.1:9100 'udp 127.0.0.1:5001 to 127.0.0.1:6000' 2>&1 | sed "s/process $F /process F /"
        echo ${PIPESTATUS[0]}
        """, "fairlead: --metrics 127.0.0.1:9100: EADDRINUSE: process F (fairlead) at 127.0.0.1:9100 has it\n125\n");
}
