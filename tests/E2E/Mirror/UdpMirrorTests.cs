namespace Fairlead.E2E.Mirror;

/// <summary>Copies of datagrams reach the local program, each whole, and nobody else notices.</summary>
public sealed class UdpMirrorTests
{
    private const string Sizes = "0 1 1472 1473 9000 65507";
    private const string AllFromReal = "real 0 equal\nreal 1 equal\nreal 1472 equal\nreal 1473 equal\nreal 9000 equal\nreal 65507 equal\n";

    // The seccomp engine does not show the clients of datagrams, as it never stops a call that receives.
    [Theory, InlineData("cgroup", "from"), InlineData("seccomp", "")]
    public Task Datagrams_of_all_sizes_arrive_with_their_client(string engine, string shown) => UdpSandbox.Check($"""
        real_udp
        udp_session 'mirror udp any:8053' --engine {engine}
        for address in 10.9.0.2 fd09::2; do udp sizes $address 8053 {Sizes}; done
        got 12; [ "{shown}" ] || sed -i 's/ from .*//' real.log local.log; compare
        unmirror; clean && echo clean
        """, $"{AllFromReal}{AllFromReal}same\nclean\n");

    [Fact]
    public Task Clients_inside_the_target_are_copied_once() => UdpSandbox.Check($"""
        real_udp
        udp_session 'mirror udp any:8053'
        for address in 127.0.0.1 ::1 10.9.0.2 fd09::2; do at python3 $PROGRAMS/mirror-datagrams.py sizes $address 8053 {Sizes}; done
        got 24; compare
        unmirror
        """, $"{AllFromReal}{AllFromReal}{AllFromReal}{AllFromReal}same\n");

    [Fact]
    public Task Many_clients_at_once() => UdpSandbox.Check("""
        real_udp
        udp_session 'mirror udp any:8053'
        udp many 10.9.0.2 8053 64
        got 64; compare
        unmirror
        grep -o 'in all 64 connections' mirror.log
        """, "64 of 64 by real\nsame\nin all 64 connections\n");

    // The kernel carries them over a veth pair as one packet.
    [Fact]
    public Task Datagrams_that_were_handed_over_together_stay_apart() => UdpSandbox.Check("""
        real_udp
        udp_session 'mirror udp any:8053'
        udp segments 10.9.0.2 8053 1000 20
        got 20; compare
        unmirror
        """, "20 answers\nsame\n");

    [Fact]
    public Task Only_the_address_that_is_named_is_copied() => UdpSandbox.Check("""
        real_udp
        udp_session 'mirror udp 10.9.0.2:8053'
        udp sizes fd09::2 8053 7; udp sizes 10.9.0.2 8053 8
        got 1; grep -o 'got [0-9]*' local.log
        unmirror
        """, "real 7 equal\nreal 8 equal\ngot 8\n");

    [Fact]
    public Task Program_that_listens_later_gets_what_comes_then() => UdpSandbox.Check("""
        real_udp
        cat >late.sh <<'END'
        echo listens; while [ ! -e now ]; do sleep 0.02; done
        exec python3 $PROGRAMS/mirror-datagrams.py serve local 8053
        END
        mirror -r 'mirror udp any:8053' -- bash late.sh
        udp sizes 10.9.0.2 8053 1
        sleep 0.5
        touch now; wait_for grep -q 'local listens' local.log
        udp sizes 10.9.0.2 8053 2
        got 1; grep -o 'got [0-9]*' local.log
        unmirror; grep -o '1 dropped (not-listening)' mirror.log
        """, "real 1 equal\nreal 2 equal\ngot 2\n1 dropped (not-listening)\n");

    [Theory, InlineData("127.0.0.1"), InlineData("::1"), InlineData("0.0.0.0")]
    public Task Program_of_one_family_gets_the_clients_of_both(string address) => UdpSandbox.Check($"""
        real_udp
        ADDRESS={address} udp_session 'mirror udp any:8053'
        udp sizes 10.9.0.2 8053 10; udp sizes fd09::2 8053 11
        got 2; grep -o 'got [0-9]*' local.log | sort
        unmirror
        """, "real 10 equal\nreal 11 equal\ngot 10\ngot 11\n");

    [Fact]
    public Task What_is_lost_is_counted() => UdpSandbox.Check("""
        real_udp
        udp_session 'mirror udp any:8053'
        A=$(pgrep -f 'fairlead agent' | head -n1); kill -STOP $A
        udp flood 10.9.0.2 8053 20000
        kill -CONT $A
        wait_for grep -q '\(kernel\|udp-overrun\): ' mirror.log
        unmirror; grep -q '\(kernel\|udp-overrun\): ' mirror.log && echo said
        """, "said\n");

    [Fact]
    public Task Nobody_has_the_port() => UdpSandbox.Check("""
        real_udp
        timeout 20 fairlead mirror --target pid:$T -r 'mirror udp any:8054' -- touch started 2>&1 | grep -v 'in all'; echo ${PIPESTATUS[0]}; ls started 2>&1
        """, """
        fairlead: nobody has bound udp port 8054 at the target: there, these ports are: 8053
        125
        ls: cannot access 'started': No such file or directory

        """);
}
