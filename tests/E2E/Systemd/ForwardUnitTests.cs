using Fairlead.E2E.Harness;

namespace Fairlead.E2E.Systemd;

/// <summary>Forwarders as units of a real systemd: its sockets, its words, its templates of packaging/systemd.</summary>
public sealed class ForwardUnitTests(Container systemd)
{
    private const string Words = """
        udp() { python3 $PROGRAMS/datagrams.py "$@"; }
        # echo_server NAME PORT...
        echo_server() { systemd-run -q --unit=echo-$1-$2 python3 $PROGRAMS/datagrams.py echo $1 127.0.0.1 "${@:2}"; }
        wait_for() { for _ in {1..250}; do "$@" >/dev/null 2>&1 && return; sleep 0.02; done; }
        show() { systemctl show $1 --value -p $2; }
        is() { [ "$(show $1 $2)" = "$3" ]; }

        """;

    [Fact]
    public void Sockets_by_order_go_to_the_targets_in_order_with_the_first_datagram() => Check("""
        echo_server order 6100 6101
        systemd-run -q --unit=order --socket-property=ListenDatagram=127.0.0.1:27100 \
            --socket-property=ListenDatagram=127.0.0.1:27101 -p Type=notify \
            /opt/app/fairlead forward 127.0.0.1:6100 127.0.0.1:6101
        systemctl is-active order.service
        udp ask 127.0.0.1 27100 who? | cut -d' ' -f1,2
        udp ask 127.0.0.1 27101 who? | cut -d' ' -f1,2
        systemctl is-active order.service
        systemctl stop order.socket order.service
        """, "inactive\norder 6100\norder 6101\nactive\n");

    [Fact]
    public void Wrong_number_of_sockets_is_said() => Check("""
        systemd-run -q --unit=few --socket-property=ListenDatagram=127.0.0.1:27110 -p Type=notify \
            -p StandardError=file:/run/few.log /opt/app/fairlead forward 127.0.0.1:6110 127.0.0.1:6111
        SOURCE="127.0.0.1 27119" udp ask 127.0.0.1 27110 hello >/dev/null
        wait_for is few.service ExecMainStatus 125; show few.service ExecMainStatus
        grep -m1 -o 'there is no passed socket 2 .* passed;' few.log
        systemctl stop few.socket; systemctl reset-failed few.service few.socket 2>/dev/null
        """, "125\nthere is no passed socket 2 for target 2 of 2: 1 socket was passed;\n");

    [Fact]
    public void Templates_start_with_the_first_datagram_and_survive_reload_and_restart() => Check($$"""
        {{Templates("game")}}
        echo_server game 6120; echo_server late 6121
        echo 'forward udp activated:game to 127.0.0.1:6120' >/etc/fairlead/game.rules
        systemctl start fairlead-forward@game.socket; systemctl is-active fairlead-forward@game
        coproc C { udp talk 127.0.0.1 27120; }
        # ExecReload= sends a signal, so that `systemctl reload` comes back before the end.
        reload() { systemctl reload fairlead-forward@game; wait_for says $1; wait_for is fairlead-forward@game ActiveState active; }
        says() { journalctl -q -o cat -u fairlead-forward@game | grep "^fairlead: $1"; }
        ask() { echo $1 >&${C[1]}; read -r -t 5 -u ${C[0]} answer; echo "$answer"; }
        ask one; ask who? >before
        echo 'forward udp activated:game to 127.0.0.1:6121' >/etc/fairlead/game.rules
        reload reloaded
        ask who? >after; cmp before after && echo same session
        udp ask 127.0.0.1 27120 who? | cut -d' ' -f1,2
        echo nonsense >/etc/fairlead/game.rules
        reload not.reloaded; systemctl is-active fairlead-forward@game
        ask two
        echo 'forward udp activated:game to 127.0.0.1:6121' >/etc/fairlead/game.rules
        show fairlead-forward@game MainPID >first
        (systemctl restart fairlead-forward@game; systemctl restart fairlead-forward@game) & R=$!
        seq 2000 >numbers
        for i in {1..2000}; do ask $i; done >answers; wait $R; cmp numbers answers && echo nothing lost
        ask who? >after; cmp before after && echo still the same session
        show fairlead-forward@game NFileDescriptorStore
        show fairlead-forward@game MainPID | cmp -s - first || echo another process
        udp ask 127.0.0.1 27120 who? | cut -d' ' -f1,2
        SECONDS=0; until systemctl show fairlead-forward@game -p StatusText | grep -q session || [ $SECONDS -gt 8 ]; do sleep 0.2; done
        show fairlead-forward@game StatusText | grep -o '^1 statement'
        systemctl stop fairlead-forward@game.socket fairlead-forward@game
        show fairlead-forward@game Result
        """,
        "inactive\none\nsame session\nlate 6121\nactive\ntwo\nnothing lost\nstill the same session\n0\nanother process\nlate 6121\n1 statement\nsuccess\n");

    [Fact]
    public void Idle_unit_ends_and_the_next_datagram_starts_it_again() => Check($$"""
        echo_server idle 6130
        systemd-run -q --unit=idle --socket-property=ListenDatagram=127.0.0.1:27130 -p Type=notify \
            /opt/app/fairlead forward --exit-idle 1 '127.0.0.1:6130 idle 1s'
        udp ask 127.0.0.1 27130 one
        wait_for systemctl is-active -q idle.service
        SECONDS=0; while systemctl is-active -q idle.service && [ $SECONDS -lt 8 ]; do sleep 0.1; done
        show idle.service ExecMainStatus; systemctl is-active idle.service
        udp ask 127.0.0.1 27130 two
        systemctl stop idle.socket idle.service
        """, "one\n0\ninactive\ntwo\n");

    [Fact]
    public void Watchdog_gets_its_signs_of_life() => Check("""
        systemd-run -q --unit=watched -p Type=notify -p WatchdogSec=600ms \
            /opt/app/fairlead forward 'udp 127.0.0.1:27140 to 127.0.0.1:6140'
        sleep 2; systemctl is-active watched
        kill -STOP $(show watched MainPID)
        wait_for is watched Result watchdog; show watched Result
        systemctl reset-failed watched
        """, "active\nwatchdog\n");

    private static string Templates(string instance)
    {
        string Text(string file) => File.ReadAllText(Path.Combine(Installed.Root, "packaging", "systemd", file));
        return $$"""
            mkdir -p /etc/fairlead /etc/systemd/system/fairlead-forward@{{instance}}.socket.d
            cat >/etc/systemd/system/fairlead-forward@.service <<'END'
            {{Text("fairlead-forward@.service").Replace("/usr/bin/fairlead", "/opt/app/fairlead", StringComparison.Ordinal)}}
            END
            cat >/etc/systemd/system/fairlead-forward@.socket <<'END'
            {{Text("fairlead-forward@.socket")}}
            END
            printf '[Socket]\nListenDatagram=127.0.0.1:27120\n' >/etc/systemd/system/fairlead-forward@{{instance}}.socket.d/listen.conf
            systemctl daemon-reload
            """;
    }

    private void Check(string script, string expected)
    {
        var run = systemd.Run(Words + script + "\njournalctl -q -o cat -n 30 --no-pager -u 'fairlead-forward@*' >&2");
        Assert.True(run.Output == expected, $"{run.Output}\n{run.Error}");
    }
}
