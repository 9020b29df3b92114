namespace Fairlead.E2E.Mirror;

/// <summary>The local program answers the datagrams of a target's port, from the address that was asked.</summary>
public sealed class UdpStealTests
{
    private const string Sizes = "0 1 1472 1473 9000 65507";
    private const string AllFromLocal =
        "local 0 equal\nlocal 1 equal\nlocal 1472 equal\nlocal 1473 equal\nlocal 9000 equal\nlocal 65507 equal\n";

    [Theory, InlineData("cgroup"), InlineData("seccomp")]
    public Task Datagrams_of_all_sizes_are_answered_by_the_local_program(string engine) => UdpSandbox.Check($"""
        real_udp
        udp_session 'steal udp any:8053' --engine {engine}
        for address in 10.9.0.2 fd09::2; do udp sizes $address 8053 {Sizes}; done
        grep -c got real.log
        unmirror
        udp sizes 10.9.0.2 8053 5
        clean && echo clean
        """, $"{AllFromLocal}{AllFromLocal}0\nreal 5 equal\nclean\n");

    [Fact]
    public Task Clients_inside_the_target_are_answered_too() => UdpSandbox.Check($"""
        real_udp
        udp_session 'steal udp any:8053'
        for address in 127.0.0.1 ::1 10.9.0.2 fd09::2; do at python3 $PROGRAMS/mirror-datagrams.py sizes $address 8053 {Sizes}; done
        unmirror
        """, $"{AllFromLocal}{AllFromLocal}{AllFromLocal}{AllFromLocal}");

    // IPv6 addresses of a link say nothing without their device.
    [Fact]
    public Task Client_of_a_link_local_address_is_answered() => UdpSandbox.Check("""
        L=$(at ip -o -6 address show dev far scope link | sed 's/.*inet6 \([^/]*\).*/\1/')
        wait_for eval '! ip -6 address show dev near scope link | grep -q tentative'
        wait_for eval '! at ip -6 address show dev far scope link | grep -q tentative'
        real_udp
        udp_session 'steal udp any:8053'
        python3 - "$L" <<'END'
        import socket, sys
        s = socket.socket(socket.AF_INET6, socket.SOCK_DGRAM); s.settimeout(3)
        s.connect((sys.argv[1], 8053, 0, socket.if_nametoindex("near"))); s.send(b"hello"); print(s.recv(100).decode().split()[0])
        END
        unmirror
        """, "local\n");

    [Fact]
    public Task Many_clients_at_once() => UdpSandbox.Check("""
        real_udp
        udp_session 'steal udp any:8053'
        udp many 10.9.0.2 8053 64; udp many fd09::2 8053 64
        unmirror
        """, "64 of 64 by local\n64 of 64 by local\n");

    [Fact]
    public Task Other_addresses_of_the_port_stay_with_the_real_program() => UdpSandbox.Check("""
        real_udp
        udp_session 'steal udp 10.9.0.2:8053'
        udp sizes fd09::2 8053 1 2; udp sizes 10.9.0.2 8053 3; at python3 $PROGRAMS/mirror-datagrams.py sizes 127.0.0.1 8053 4 5
        grep -o 'got [12] .* from .*:' real.log | cut -d' ' -f1,2,4,5
        unmirror
        """, """
        real 1 equal
        real 2 equal
        local 3 equal
        real 4 equal
        real 5 equal
        got 1 from fd09::1:
        got 2 from fd09::1:

        """);

    [Fact]
    public Task Clients_of_a_program_that_does_not_listen_go_to_the_real_one() => UdpSandbox.Check("""
        real_udp
        mirror -r 'steal udp any:8053' -- bash -c 'echo listens; sleep 100'
        udp sizes 10.9.0.2 8053 1 2 3
        unmirror; grep -o '1 dropped (not-listening)' mirror.log
        """, "1 has no answer\nreal 2 equal\nreal 3 equal\n1 dropped (not-listening)\n");

    [Fact]
    public Task Kill_9_of_the_agent_gives_the_port_back_at_once() => UdpSandbox.Check("""
        real_udp
        udp_session 'steal udp any:8053'
        udp sizes 10.9.0.2 8053 1
        kill -9 $(pgrep -f 'fairlead agent' | head -n1)
        udp sizes 10.9.0.2 8053 2; udp sizes fd09::2 8053 3
        wait $M; echo status $?
        wait_for clean; clean && echo clean
        """, "local 1 equal\nreal 2 equal\nreal 3 equal\nstatus 125\nclean\n");

    [Fact]
    public Task Second_session_is_refused_with_the_name_of_the_first() => UdpSandbox.Check("""
        real_udp
        udp_session 'steal udp any:8053'
        timeout 20 fairlead mirror --target pid:$T -r 'steal udp any:8053' -- touch started 2>&1 | grep -o 'udp port 8053 .* fairlead mirror'
        udp sizes 10.9.0.2 8053 1
        unmirror
        """, "udp port 8053 of the target belongs to another session already: fairlead mirror\nlocal 1 equal\n");
}
