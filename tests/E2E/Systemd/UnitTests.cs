namespace Fairlead.E2E.Systemd;

/// <summary>Units of a real systemd whose program runs under fairlead. Each test makes a unit of its own.</summary>
public sealed class UnitTests(Container systemd)
{
    private const string Run = "/opt/app/fairlead run --engine seccomp --bind 127.0.0.7 --";
    private const string SamePid = "/opt/app/fairlead run --engine seccomp --same-pid --bind 127.0.0.7 --";

    public static TheoryData<string, string> Modes => new() { { "default", Run }, { "same-pid", SamePid } };

    [Theory, MemberData(nameof(Modes))]
    public void Notify_unit_becomes_active_and_has_its_status(string mode, string start) => Check($$"""
        systemd-run -q --unit=notify-{{mode}} -p Type=notify -p NotifyAccess=main \
            {{start}} python3 $PROGRAMS/service.py 8080
        systemctl show notify-{{mode}} -p ActiveState -p StatusText | sort
        cat /proc/$(systemctl show notify-{{mode}} -p MainPID --value)/comm
        systemctl stop notify-{{mode}}
        """, $"ActiveState=active\nStatusText=127.0.0.7:8080\n{(mode == "default" ? "fairlead" : "python3")}\n");

    [Theory, MemberData(nameof(Modes))]
    public void Stopped_unit_ends_well_and_at_once(string mode, string start) => Check($$"""
        rm -f 8081.log
        systemd-run -q --unit=stop-{{mode}} -p RemainAfterExit=yes -p Type=notify \
            {{start}} python3 $PROGRAMS/service.py 8081
        pid=$(systemctl show stop-{{mode}} -p MainPID --value)
        timeout 5 systemctl kill --kill-whom=main stop-{{mode}}
        while [ -d /proc/$pid ]; do sleep 0.05; done; sleep 0.1
        systemctl show stop-{{mode}} -p Result -p ExecMainStatus | sort; cat 8081.log
        timeout 5 systemctl stop stop-{{mode}}
        """, "ExecMainStatus=0\nResult=success\nSIGTERM\n");

    [Theory, MemberData(nameof(Modes))]
    public void Stop_leaves_no_process(string mode, string start) => Check($$"""
        systemd-run -q --unit=leave-{{mode}} -p Type=notify {{start}} python3 $PROGRAMS/service.py 8082
        timeout 5 systemctl stop leave-{{mode}}; echo $?
        cat $(find /sys/fs/cgroup/system.slice/leave-{{mode}}.service -name cgroup.procs 2>/dev/null) </dev/null
        """, "0\n");

    [Theory, MemberData(nameof(Modes))]
    public void Watchdog_is_fed_by_the_program(string mode, string start) => Check($$"""
        systemd-run -q --unit=fed-{{mode}} -p Type=notify -p WatchdogSec=2s \
            {{start}} python3 $PROGRAMS/service.py 8083
        sleep 3; systemctl show fed-{{mode}} -p ActiveState
        systemctl stop fed-{{mode}}
        """, "ActiveState=active\n");

    [Theory, MemberData(nameof(Modes))]
    public void Watchdog_ends_a_program_that_hangs(string mode, string start) => Check($$"""
        systemd-run -q --unit=hung-{{mode}} -p Type=notify -p WatchdogSec=600ms -p LimitCORE=0 \
            {{start}} python3 $PROGRAMS/service.py 8084 hang
        until systemctl -q is-failed hung-{{mode}}; do sleep 0.1; done
        systemctl show hung-{{mode}} -p Result -p ExecMainCode -p ExecMainStatus | sort
        cat $(find /sys/fs/cgroup/system.slice/hung-{{mode}}.service -name cgroup.procs 2>/dev/null) </dev/null
        systemctl reset-failed hung-{{mode}}
        """, "ExecMainCode=2\nExecMainStatus=6\nResult=watchdog\n");

    [Theory, MemberData(nameof(Modes))]
    public void Socket_activated_program_finds_its_socket(string mode, string start) => Check($$"""
        port={{(mode == "default" ? 9001 : 9002)}}
        systemd-run -q --unit=active-{{mode}} --socket-property=ListenStream=127.0.0.1:$port \
            {{start}} python3 $PROGRAMS/activated.py
        systemctl is-active active-{{mode}}.service
        curl -sS http://127.0.0.1:$port/
        systemctl stop active-{{mode}}.socket active-{{mode}}.service
        """, "inactive\nactivated\n");

    [Fact]
    public void Rule_gives_the_unit_socket_to_a_program_that_knows_nothing_of_activation() => Check("""
        mkdir -p /run/web; echo hello >/run/web/index.html
        systemd-run -q --unit=web --socket-property=ListenStream=127.0.0.1:9003 \
            --socket-property=FileDescriptorName=web \
            /opt/app/fairlead run --engine seccomp -r 'bind tcp any:8000 to activated:web' -- python3 -m http.server -d /run/web 8000
        curl -sS http://127.0.0.1:9003/
        systemctl stop web.socket web.service
        """, "hello\n");

    [Fact]
    public void Exit_status_and_restart_on_failure_are_seen() => Check($$"""
        systemd-run -q --unit=restart -p Restart=on-failure -p RestartSec=50ms \
            {{Run}} sh -c 'echo x >>/run/restarts; [ $(wc -l </run/restarts) -ge 3 ] && exec sleep 100; exit 3'
        until [ "$(systemctl show restart -p NRestarts -p SubState --value | xargs)" = "2 running" ]; do sleep 0.1; done
        systemctl show restart -p NRestarts -p ActiveState | sort
        systemctl stop restart
        """, "ActiveState=active\nNRestarts=2\n");

    [Fact]
    public void Exit_status_of_the_program_is_the_units() => Check($$"""
        systemd-run -q --wait --unit=exit {{Run}} sh -c 'exit 42'; echo $?
        """, "42\n");

    [Fact]
    public void Death_by_signal_is_the_units() => Check($$"""
        systemd-run -q --unit=signal -p LimitCORE=0 {{Run}} sh -c 'kill -SEGV $$$$'
        until systemctl -q is-failed signal; do sleep 0.05; done
        systemctl show signal -p Result -p ExecMainCode -p ExecMainStatus | sort
        systemctl reset-failed signal
        """, "ExecMainCode=2\nExecMainStatus=11\nResult=signal\n");

    [Fact]
    public void Forking_unit_is_served_and_stops() => Check($$"""
        systemd-run -q --unit=forking -p Type=forking -p PIDFile=/run/daemon.pid {{Run}} \
            sh -c 'python3 /opt/app/programs/binder.py /run/bound & echo $! >/run/daemon.pid'
        systemctl show forking -p ActiveState
        until [ -s bound ]; do sleep 0.05; done; sort -u bound
        cat /proc/$(systemctl show forking -p MainPID --value)/comm
        timeout 5 systemctl stop forking; systemctl show forking -p Result
        for _ in {1..50}; do pgrep -f binder[.]py >/dev/null || break; sleep 0.1; done; pgrep -f binder[.]py
        """, "ActiveState=active\nok 127.0.0.7\npython3\nResult=success\n");

    [Fact]
    public void Dynamic_user_with_sandboxing_runs() => Check($$"""
        systemd-run -q --wait --pipe -p DynamicUser=yes -p ProtectSystem=strict -p ProtectHome=yes \
            -p PrivateDevices=yes -p RestrictSUIDSGID=yes -p LockPersonality=yes -p 'CapabilityBoundingSet=' \
            {{Run}} python3 $PROGRAMS/bind.py 0.0.0.0 8085
        """, "127.0.0.7:8085\n");

    [Fact]
    public void Missing_program_is_told_in_the_journal_and_gives_127() => Check("""
        systemd-run -q --wait --unit=missing /opt/app/fairlead run --bind 127.0.0.7 -- /no/such; echo $?
        journalctl -q -o cat -u missing | grep -o 'no such program'
        """, "127\nno such program\n");

    private void Check(string script, string output)
    {
        var run = systemd.Run(script);
        Assert.True(run.Output == output, $"expected:\n{output}\ngot:\n{run.Output}\n{run.Error}");
    }
}
