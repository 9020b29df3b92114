using Fairlead.E2E.Harness;

namespace Fairlead.E2E.Systemd;

/// <summary>The template of packaging/systemd with its lines for transparent statements, between two network namespaces.</summary>
public sealed class ForwardTransparentUnitTests(Container systemd)
{
    private const string Hosts = """
        wait_for() { for _ in {1..250}; do "$@" >/dev/null 2>&1 && return; sleep 0.02; done; }
        for host in 1 2; do
            ip netns add unit$host; ip link add unit$host type veth peer name eth0 netns unit$host
            ip link set unit$host up; ip address add 10.7.$host.1/24 dev unit$host
            ip -n unit$host link set lo up; ip -n unit$host link set eth0 up
            ip -n unit$host address add 10.7.$host.2/24 dev eth0; ip -n unit$host route add default via 10.7.$host.1
        done
        sysctl -qw net.ipv4.ip_forward=1
        client() { ip netns exec unit1 python3 $PROGRAMS/datagrams.py "$@"; }
        for port in 53 6240; do
            systemd-run -q --unit=unit-$port ip netns exec unit2 python3 $PROGRAMS/datagrams.py echo $port 10.7.2.2 $port
        done
        systemd-run -q --unit=unit-stream ip netns exec unit2 \
            socat TCP-LISTEN:6240,fork,reuseaddr SYSTEM:'echo $SOCAT_PEERADDR $SOCAT_PEERPORT'
        wait_for ip netns exec unit2 bash -c '[ $(ss -Hlntu | wc -l) = 3 ]'

        """;

    private const string End = """
        systemctl stop fairlead-seen@unit unit-53 unit-6240 unit-stream
        /opt/app/fairlead forward --teardown 2>&1
        ip netns del unit1; ip netns del unit2
        """;

    [Fact]
    public void Server_sees_the_client_when_the_lines_of_the_template_are_uncommented()
    {
        Requires.Root();
        Requires.File("/usr/sbin/nft");
        var run = systemd.Run(Hosts + Unit() + """
            systemctl start fairlead-seen@unit; systemctl is-active fairlead-seen@unit
            SOURCE="10.7.1.2 4321" client ask 10.7.1.1 6240 who?
            SOURCE="10.7.1.2 999" client ask 10.7.1.1 53 who?
            ip netns exec unit1 socat - TCP:10.7.1.1:6240,bind=10.7.1.2:4321,reuseaddr
            ip netns exec unit1 socat - TCP:10.7.1.1:6240,bind=10.7.1.2:998,reuseaddr
            systemctl restart fairlead-seen@unit; systemctl is-active fairlead-seen@unit
            grep ^CapEff: /proc/$(systemctl show fairlead-seen@unit --value -p MainPID)/status | cut -f2
            SOURCE="10.7.1.2 4322" client ask 10.7.1.1 6240 who?
            journalctl -q -o cat -n 30 --no-pager -u 'fairlead-seen@*' >&2

            """ + End);
        Assert.True(run.Output == """
            active
            6240 6240 10.7.1.2 4321
            53 53 10.7.1.2 999
            10.7.1.2 4321
            10.7.1.2 998
            active
            0000000000003400
            6240 6240 10.7.1.2 4322
            fairlead: transparent forwarding is no longer set up (mark 0x1ead, table 7853)

            """, $"{run.Output}\n{run.Error}");
    }

    // Under another name: other tests of this container have the template as it is.
    private static string Unit()
    {
        var text = File.ReadAllText(Path.Combine(Installed.Root, "packaging", "systemd", "fairlead-forward@.service"));
        return $$"""
            mkdir -p /etc/fairlead /etc/systemd/system
            sed 's/^#\(ExecStartPre=\|AmbientCapabilities=\)/\1/; s-/usr/bin/fairlead-/opt/app/fairlead-' >/etc/systemd/system/fairlead-seen@.service <<'END'
            {{text}}
            END
            grep -c '^ExecStartPre=\|^AmbientCapabilities=.*RAW' /etc/systemd/system/fairlead-seen@.service >&2
            systemctl daemon-reload
            echo 'forward any 10.7.1.1:6240 to 10.7.2.2 transparent' >/etc/fairlead/unit.rules
            echo 'forward udp 10.7.1.1:53 to 10.7.2.2 transparent' >>/etc/fairlead/unit.rules

            """;
    }
}
