using Fairlead.E2E.Harness;

namespace Fairlead.E2E.Forward;

/// <summary>Three hosts: a client, this one between, and a backend, whose way to the client leads by this one.</summary>
public sealed class TransparentTests
{
    internal const string Hosts = """
        host client 10.1.0.2/24 fd01::2/64
        host server 10.2.0.2/24 fd02::2/64
        ip address add 10.1.0.1/24 dev client; ip address add fd01::1/64 dev client nodad
        ip address add 10.2.0.1/24 dev server; ip address add fd02::1/64 dev server nodad
        ip -n client route add default via 10.1.0.1; ip -n client -6 route add default via fd01::1
        ip -n server route add default via 10.2.0.1; ip -n server -6 route add default via fd02::1
        sysctl -qw net.ipv4.ip_forward=1 net.ipv6.conf.all.forwarding=1
        ip netns exec server python3 $PROGRAMS/datagrams.py echo b 10.2.0.2 6000 &
        ip netns exec server python3 $PROGRAMS/datagrams.py echo b fd02::2 6000 &
        wait_for inside server ss -Hlun 'sport = :6000'; sleep 0.3

        """;

    private static async Task Check(string script, string expected)
    {
        Requires.Root();
        Requires.File("/usr/sbin/nft");
        await ForwardSandbox.Check(Hosts + script, expected);
    }

    [Fact]
    public Task Backend_sees_the_address_and_port_of_the_client() => Check("""
        fairlead forward --setup
        forward 'udp 10.1.0.1:5000 to 10.2.0.2:6000 transparent' 'udp [fd01::1]:5000 to [fd02::2]:6000 transparent'
        SOURCE="10.1.0.2 4321" inside client python3 $PROGRAMS/datagrams.py ask 10.1.0.1 5000 who?
        SOURCE="fd01::2 4321" inside client python3 $PROGRAMS/datagrams.py ask fd01::1 5000 who?
        inside client python3 $PROGRAMS/datagrams.py sizes 10.1.0.1 5000 0 1473 65507
        inside client python3 $PROGRAMS/datagrams.py sizes fd01::1 5000 0 1473 65507
        stop
        """, """
        b 6000 10.1.0.2 4321
        b 6000 fd01::2 4321
        0 ok
        1473 ok
        65507 ok
        0 ok
        1473 ok
        65507 ok
        ended with 0

        """);

    [Fact]
    public Task Oneway_sends_the_address_of_the_client_and_needs_no_setup() => Check("""
        forward 'udp 10.1.0.1:5000 to 10.2.0.2:6000 transparent oneway'
        inside client python3 - <<'END'
        import socket
        s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM); s.bind(("10.1.0.2", 4321)); s.settimeout(3)
        s.sendto(b"who?", ("10.1.0.1", 5000))
        print(*s.recvfrom(2000))
        END
        """, "b'b 6000 10.1.0.2 4321' ('10.2.0.2', 6000)\n");

    [Fact]
    public Task Setup_and_teardown_may_be_done_twice_and_leave_nothing() => Check("""
        state() { ip rule; ip -6 rule; ip route show table 7853; ip -6 route show table 7853; nft list ruleset; }
        state >before 2>/dev/null
        for i in 1 2; do fairlead forward --setup 2>&1; state >set-$i 2>/dev/null; done
        cmp set-1 set-2 && grep -c 7853 set-2
        for i in 1 2; do fairlead forward --teardown 2>&1; done
        state >after 2>/dev/null
        diff before after && echo as before
        """, """
        fairlead: transparent forwarding is set up (mark 0x1ead, table 7853)
        fairlead: transparent forwarding was set up already
        2
        fairlead: transparent forwarding is no longer set up (mark 0x1ead, table 7853)
        fairlead: transparent forwarding was not set up
        as before

        """);

    [Fact]
    public Task Dry_run_prints_commands_that_do_the_same() => Check("""
        fairlead forward --setup --dry-run >commands; nft list ruleset; ip rule | grep -c 1ead
        bash commands; fairlead forward --setup 2>&1
        fairlead forward --teardown --dry-run >commands; ip rule | grep -c 1ead
        bash commands; fairlead forward --teardown 2>&1
        """, """
        0
        fairlead: transparent forwarding was set up already
        1
        fairlead: transparent forwarding was not set up

        """);

    [Fact]
    public Task Other_mark_and_table_are_taken() => Check("""
        fairlead forward --setup --mark 0x77 --table 177
        forward 'udp 10.1.0.1:5000 to 10.2.0.2:6000 transparent'
        SOURCE="10.1.0.2 4321" inside client python3 $PROGRAMS/datagrams.py ask 10.1.0.1 5000 who?
        fairlead forward --teardown --mark 0x77 --table 177
        ip rule | grep -c 0x77; nft list ruleset
        """, "b 6000 10.1.0.2 4321\n0\n");

    [Fact]
    public Task Missing_setup_is_said_at_the_start() => Check("""
        fairlead forward 'udp 10.1.0.1:5000 to 10.2.0.2:6000 transparent' 2>&1; echo $?
        fairlead forward --setup 2>/dev/null; nft delete table inet fairlead_forward
        fairlead forward 'udp 10.1.0.1:5000 to 10.2.0.2:6000 transparent' 2>&1; echo $?
        """, """
        fairlead: statement 1 is transparent: ENETUNREACH: no IPv4 routing rule delivers marked packets to this host, so that answers would not come here: run `fairlead forward --setup` as root (--dry-run prints what it does)
        125
        fairlead: statement 1 is transparent: ENETUNREACH: no rule of nftables marks the packets of transparent sockets, so that answers would not come here: run `fairlead forward --setup` as root (--dry-run prints what it does)
        125

        """);

    [Fact]
    public Task Missing_capability_is_named() => Check("""
        nobody="setpriv --reuid 65534 --regid 65534 --clear-groups --bounding-set -all"
        $nobody fairlead forward 'udp 10.1.0.1:5000 to 10.2.0.2:6000 transparent oneway' 2>&1; echo $?
        $nobody fairlead forward --setup 2>&1; echo $?
        """, """
        fairlead: statement 1 is transparent (IP_TRANSPARENT): EPERM: it needs CAP_NET_RAW or CAP_NET_ADMIN: run as root, or with AmbientCapabilities=CAP_NET_RAW in the unit
        125
        fairlead: --setup: EPERM: it needs CAP_NET_ADMIN: run it as root (--dry-run prints what it does)
        125

        """);

    [Fact]
    public Task Family_that_no_backend_has_is_an_error() => Check("""
        fairlead forward 'udp any:5000 to 10.2.0.2:6000 transparent' 2>&1; echo $?
        """, """
        fairlead: forward:1:31: v4/v6 mismatch in transparent mode: clients come over IPv6 to [::]:5000, and no server has an IPv6 address to see them from; add one, or listen at IPv4 alone (0.0.0.0 instead of any)
            udp any:5000 to 10.2.0.2:6000 transparent
                                          ^~~~~~~~~~~
        125

        """);
}
