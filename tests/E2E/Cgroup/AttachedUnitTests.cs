using Fairlead.E2E.Systemd;

namespace Fairlead.E2E.Cgroup;

/// <summary>Units of a real systemd with no wrapper around their program. Each test makes a unit of its own.</summary>
public sealed class AttachedUnitTests(Container systemd)
{
    [Theory, InlineData("--unit attached"), InlineData("--unit attached.service"), InlineData("--pid $pid")]
    public void Running_service_follows_until_it_is_let_go(string place) => Check($$"""
        # The program binds again and again: waits until it has done so at an address.
        binds() { for _ in {1..100}; do [ "$(tail -n 1 attached)" = "ok $1" ] && { echo $1; return; }; sleep 0.05; done; }
        touch attached
        systemd-run -q --unit=attached python3 $PROGRAMS/binder.py /run/attached
        binds 0.0.0.0
        pid=$(systemctl show attached -p MainPID --value)
        fairlead attach {{place}} -q -r 'bind tcp any to 127.0.0.7'; binds 127.0.0.7
        fairlead ps | head -1 | sed 's/since.*/since/'
        fairlead attach {{place}} -q -r 'bind tcp any to 127.0.0.8'; binds 127.0.0.8
        fairlead detach {{place}} -q; binds 0.0.0.0
        systemctl stop attached
        """,
        "0.0.0.0\n127.0.0.7\n/system.slice/attached.service: under rules since\n127.0.0.8\n0.0.0.0\n");

    [Theory]
    [InlineData("User=nobody"), InlineData("DynamicUser=yes"), InlineData("ProtectControlGroups=yes"), InlineData("Delegate=yes")]
    public void Service_attaches_itself_before_it_starts(string property) => Check($$"""
        systemd-run -q --wait --pipe -p '{{property}}' -p CapabilityBoundingSet= -p NoNewPrivileges=yes \
            -p "ExecStartPre=+/opt/app/fairlead attach --self -q -r 'bind tcp any:80 to 127.0.0.7:8091'" \
            python3 $PROGRAMS/bind.py 0.0.0.0 80
        """, "127.0.0.7:8091\n");

    [Fact]
    public void Filters_of_systemd_itself_hold_beside_the_rules() => Check("""
        systemd-run -q --wait --pipe -p IPAddressDeny=127.0.0.9 \
            -p "ExecStartPre=+/opt/app/fairlead attach --self -q -r 'bind tcp any to 127.0.0.7'" \
            sh -c "python3 $PROGRAMS/bind.py 0.0.0.0 8092; python3 -c 'import socket
        s = socket.create_server((\"127.0.0.9\", 0)); print(s.getsockname()[0])
        try: socket.socket(type=socket.SOCK_DGRAM).sendto(b\"x\", (\"127.0.0.9\", 9))
        except PermissionError: print(\"denied\")'"
        """, "127.0.0.7:8092\n127.0.0.7\ndenied\n");

    [Fact]
    public void Drop_in_works_as_it_is_printed() => Check("""
        mkdir -p /run/systemd/system/game.service.d
        cat >/run/systemd/system/game.service <<END
        [Service]
        User=nobody
        ExecStart=sh -c 'python3 $PROGRAMS/bind.py 0.0.0.0 80; exec sleep 100'
        END
        fairlead drop-in game -r 'bind program "%n $HOME \\ "'"'"' tcp any deny' -r 'bind tcp any:80 to 127.0.0.7:8093' \
            >/run/systemd/system/game.service.d/fairlead.conf
        systemctl daemon-reload
        for i in 1 2; do
            systemctl start game
            until [ "$(journalctl -q -o cat -u game | grep -c ^127)" = $i ]; do sleep 0.05; done
            fairlead ps --json >ps$i; systemctl stop game
        done
        journalctl -q -o cat -u game | grep ^127
        grep -o '"rule":"bind program[^}]*' ps2
        ls -d /sys/fs/cgroup/system.slice/game.service 2>/dev/null
        rm -r /run/systemd/system/game.service*; systemctl daemon-reload
        """,
        """
        127.0.0.7:8093
        127.0.0.7:8093
        "rule":"bind program \u0022%n $HOME \\\\ \u0027\u0022 tcp any deny EACCES","hits":0,"failures":0

        """);

    [Fact]
    public void Service_does_not_start_where_its_rules_cannot_hold() => Check("""
        rm -f started
        systemd-run -q --wait -p "ExecStartPre=+/opt/app/fairlead attach --self -r 'bind tcp any to no-such-host.invalid'" \
            touch /run/started || echo failed; ls started 2>/dev/null
        """, "failed\n");

    [Fact]
    public void Socket_of_a_socket_unit_is_told_to_be_out_of_reach() => Check("""
        systemd-run -q --unit=passed --socket-property=ListenStream=127.0.0.1:9004 \
            sh -c 'exec sleep 100'
        timeout 1 bash -c 'echo >/dev/tcp/127.0.0.1/9004'
        until systemctl -q is-active passed.service; do sleep 0.05; done
        fairlead attach --unit passed -r 'bind tcp any to 127.0.0.7' 2>&1 |
            grep -o 'LISTEN.*' | sed 's/process [0-9]*/process N/'
        systemctl stop passed.socket passed.service
        """, "LISTEN 127.0.0.1:9004 (process N sleep) was made in another cgroup: no rule here reaches it, ever\n");

    [Fact]
    public void Unit_that_does_not_run_is_told() => Check("""
        fairlead attach --unit no-such-unit -r 'bind tcp any to 127.0.0.7' 2>&1; echo $?
        """,
        "fairlead: unit no-such-unit.service: ENOENT: it has no cgroup: is it running? "
            + "systemctl status no-such-unit.service\n125\n");

    private void Check(string script, string output)
    {
        var run = systemd.Run(script);
        Assert.True(run.Output == output, $"expected:\n{output}\ngot:\n{run.Output}\n{run.Error}");
    }
}
