using Fairlead.E2E.Harness;

namespace Fairlead.E2E.Systemd;

/// <summary>Sockets of TCP that a real systemd passes to a forwarder, and sockets that are none of UDP or TCP.</summary>
public sealed class ForwardStreamUnitTests(Container systemd)
{
    private const string Words = """
        wait_for() { for _ in {1..250}; do "$@" >/dev/null 2>&1 && return; sleep 0.02; done; }
        show() { systemctl show $1 --value -p $2; }
        is() { [ "$(show $1 $2)" = "$3" ]; }
        # web NAME PORT...: nginx that answers with NAME and the port, and has the files of NAME.
        web() {
            mkdir -p $1/temp
            {
                echo "daemon off; master_process off; pid /run/$1/nginx.pid; events {} http {"
                for temp in client_body proxy fastcgi uwsgi scgi; do echo "${temp}_temp_path /run/$1/temp;"; done
                echo "access_log off; server { root /run/$1;"
                for port in "${@:2}"; do echo "listen 127.0.0.1:$port;"; done
                echo "location /who { return 200 \"$1 \$server_port\\n\"; } } }"
            } >$1/nginx.conf
            systemd-run -q --unit=web-$1 nginx -c /run/$1/nginx.conf -e /run/$1/error.log
            wait_for test -s /run/$1/nginx.pid
        }
        # unit NAME PROPERTY... -- ARGUMENT...: a forwarder with sockets; what it says goes to NAME.log.
        unit() {
            local properties=() name=$1; shift
            while [ "$1" != -- ]; do properties+=("--socket-property=$1"); shift; done
            systemd-run -q --unit=$name "${properties[@]}" -p Type=notify -p FileDescriptorStoreMax=1000 \
                -p StandardError=file:/run/$name.log /opt/app/fairlead forward "${@:2}"
        }

        """;

    [Fact]
    public void Streams_by_order_go_to_the_targets_in_order_with_the_first_connection() => Check("""
        web order 6200 6201
        unit streams ListenStream=127.0.0.1:27200 ListenStream=127.0.0.1:27201 -- 127.0.0.1:6200 127.0.0.1:6201
        systemctl is-active streams.service
        curl -sS http://127.0.0.1:27200/who; curl -sS http://127.0.0.1:27201/who
        systemctl is-active streams.service
        systemctl stop streams.socket streams.service
        """, "inactive\norder 6200\norder 6201\nactive\n");

    [Fact]
    public void Stream_by_name_is_served_and_goes_on_through_restarts() => Check("""
        web name 6210; head -c 64M /dev/urandom >name/file
        unit named ListenStream=127.0.0.1:27210 FileDescriptorName=web -- 'tcp activated:web to 127.0.0.1:6210'
        systemctl is-active named.service
        curl -sS http://127.0.0.1:27210/who
        curl -sS http://127.0.0.1:27210/file | { dd bs=1 count=1 status=none; until [ -e go ]; do sleep 0.05; done; cat; } >got & C=$!
        wait_for test -s got
        for i in 1 2; do show named MainPID >before; systemctl restart named; show named MainPID | cmp -s before - || echo another process; done
        curl -sS http://127.0.0.1:27210/who
        touch go; wait $C; cmp got name/file && echo whole
        systemctl stop named.socket named.service
        """, "inactive\nname 6210\nanother process\nanother process\nname 6210\nwhole\n");

    [Fact]
    public void Datagrams_and_streams_of_one_unit_are_told_apart() => Check("""
        web both 6221
        systemd-run -q --unit=echo-both python3 $PROGRAMS/datagrams.py echo both 127.0.0.1 6220
        unit mixed ListenDatagram=127.0.0.1:27220 ListenStream=127.0.0.1:27220 -- 127.0.0.1:6220 127.0.0.1:6221
        curl -sS http://127.0.0.1:27220/who
        python3 $PROGRAMS/datagrams.py ask 127.0.0.1 27220 who? | cut -d' ' -f1,2
        systemctl stop mixed.socket mixed.service echo-both
        """, "both 6221\nboth 6220\n");

    [Theory]
    [InlineData("unix-stream", "ListenStream=/run/unix.sock", "tcp activated:web to 127.0.0.1:6230", "is a unix socket")]
    [InlineData("unix-alone", "ListenDatagram=/run/alone.sock", "127.0.0.1:6230", "is a unix socket")]
    [InlineData("as-udp", "ListenStream=127.0.0.1:27230", "udp activated:web to 127.0.0.1:6230", "is of TCP, and no statement takes it")]
    [InlineData("as-tcp", "ListenDatagram=127.0.0.1:27231", "tcp activated:web to 127.0.0.1:6230", "is of UDP, and no statement takes it")]
    [InlineData("fifo", "ListenFIFO=/run/web.fifo", "tcp activated:web to 127.0.0.1:6230", "is neither of TCP nor of UDP")]
    [InlineData("netlink", "'ListenNetlink=route 1'", "127.0.0.1:6230", "is neither of TCP nor of UDP")]
    public void Socket_that_does_not_fit_is_refused(string name, string socket, string statement, string message) => Check($$"""
        unit {{name}} {{socket}} FileDescriptorName=web -- '{{statement}}'
        systemctl start {{name}}.service 2>/dev/null
        show {{name}}.service ExecMainStatus
        cat {{name}}.log >&2; grep -o '{{message}}' {{name}}.log
        systemctl stop {{name}}.socket; systemctl reset-failed {{name}}.service {{name}}.socket 2>/dev/null
        """, $"125\n{message}\n");

    [Fact]
    public void Connection_in_place_of_a_listening_socket_is_refused() => Check("""
        mkdir -p /etc/systemd/system
        printf '[Socket]\nListenStream=127.0.0.1:27240\nAccept=yes\n' >/etc/systemd/system/accepted.socket
        cat >/etc/systemd/system/accepted@.service <<'END'
        [Service]
        StandardError=file:/run/accepted.log
        ExecStart=/opt/app/fairlead forward 127.0.0.1:6240
        END
        systemctl daemon-reload; systemctl start accepted.socket
        curl -s http://127.0.0.1:27240/ || echo nothing
        cat accepted.log
        systemctl stop accepted.socket; systemctl reset-failed 'accepted@*'
        """, "nothing\nfairlead: tcp 127.0.0.1:27240: EINVAL: the passed socket does not listen: its .socket unit wants Accept=no\n");

    private void Check(string script, string expected)
    {
        Requires.File("/usr/sbin/nginx");
        var run = systemd.Run(Words + script);
        Assert.True(run.Output == expected, $"{run.Output}\n{run.Error}");
    }
}
