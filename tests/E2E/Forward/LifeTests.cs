using System.Text.Json;
using System.Text.RegularExpressions;
using Fairlead.E2E.Harness;

namespace Fairlead.E2E.Forward;

public sealed class LifeTests
{
    [Theory, InlineData("TERM", "0"), InlineData("INT", "130")]
    public Task Signal_ends_it(string signal, string status) => ForwardSandbox.Check($$"""
        cat >run.sh <<'END'
        env --default-signal=INT fairlead forward 'udp 127.0.0.1:5000 to 127.0.0.1:6000'; echo $?
        END
        setsid bash run.sh 2>forward.log & wait_for grep -q forwarding forward.log
        kill -{{signal}} $(pgrep -x fairlead); wait
        """, $"{status}\n");

    [Fact]
    public Task Idle_forwarder_ends_with_0_and_a_busy_one_does_not() => ForwardSandbox.Check("""
        echo_server b 127.0.0.1 6000
        forward --exit-idle 1 'udp 127.0.0.1:5000 to 127.0.0.1:6000 idle 3s'
        udp ask 127.0.0.1 5000 hello; sleep 2
        kill -0 $F && echo still there
        timeout 8 tail --pid=$F -f /dev/null; wait $F; echo $?
        """, "hello\nstill there\n0\n");

    [Fact]
    public async Task Metrics_are_in_the_format_of_prometheus()
    {
        var run = await ForwardSandbox.Run("""
            echo_server b 127.0.0.1 6000
            forward --metrics 127.0.0.1:9100 'any 127.0.0.1:5000 to 127.0.0.1:6000'
            udp ask 127.0.0.1 5000 hello >/dev/null
            curl -sS -H 'Host: any.example' http://127.0.0.1:9100/metrics
            """);
        var lines = run.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        var samples = lines.Where(l => l.StartsWith("fairlead_forward_", StringComparison.Ordinal)).ToArray();
        Assert.Contains("fairlead_forward_sessions{statement=\"1\",protocol=\"udp\",rule=\"any 127.0.0.1:5000 to 127.0.0.1:6000\"} 1", samples);
        Assert.Contains("fairlead_forward_bytes_total{statement=\"1\",protocol=\"udp\",rule=\"any 127.0.0.1:5000 to 127.0.0.1:6000\",to=\"client\"} 5", samples);
        var reasons = Regex.Matches(run.Output, "reason=\"([a-z_]+)\"").Select(m => m.Groups[1].Value).Distinct().ToArray();
        Assert.Contains("receive_queue", reasons);
        var page = File.ReadAllText(Path.Combine(Installed.Root, "docs", "forward.md"));
        Assert.All(reasons, reason => Assert.Contains($"| `{reason}` |", page, StringComparison.Ordinal));
        Assert.Equal(samples.Length, samples.Select(s => s.Split('}')[0]).Distinct().Count());
    }

    [Fact]
    public Task Metrics_answer_other_requests_as_http_does() => ForwardSandbox.Check("""
        forward --metrics '[::1]:9100' 'udp 127.0.0.1:5000 to 127.0.0.1:6000'
        code() { curl -sS -o /dev/null -w '%{http_code}\n' "$@"; }
        code -g 'http://[::1]:9100/metrics?x=1'; code -gI 'http://[::1]:9100/metrics'
        code -g 'http://[::1]:9100/'; code -g -X POST 'http://[::1]:9100/metrics'
        python3 -c "
        import socket
        idle = [socket.create_connection(('::1', 9100)) for i in range(7)]
        s = socket.create_connection(('::1', 9100)); s.send(b'GET /metrics HTTP/1.0\r\n'); s.send(b'\r\n')
        print(s.recv(15).decode())"
        """, "200\n200\n404\n405\nHTTP/1.1 200 OK\n");

    [Fact]
    public Task Statistics_are_plain_tables_where_there_is_no_terminal() => ForwardSandbox.Check("""
        echo_server b 127.0.0.1 6000
        forward --stats 'udp 127.0.0.1:5000 to 127.0.0.1:6000'
        SOURCE="127.0.0.1 4321" udp ask 127.0.0.1 5000 hello
        sleep 10.5; grep -c $'\e' forward.log
        grep -o 'udp 127.0.0.1:5000 to 127.0.0.1:6000 *1 of' forward.log | tr -s ' '
        grep -o '127.0.0.1:4321 *127.0.0.1:6000 *1 *1' forward.log | tr -s ' '
        """, "hello\n0\nudp 127.0.0.1:5000 to 127.0.0.1:6000 1 of\n127.0.0.1:4321 127.0.0.1:6000 1 1\n");

    [Fact]
    public Task Statistics_stand_at_the_top_of_a_terminal() => ForwardSandbox.Check("""
        script -qc "stty cols 100; timeout --foreground -s TERM 3 fairlead forward --stats 'udp 127.0.0.1:5000 to 127.0.0.1:6000'" /dev/null </dev/null >terminal
        grep -c 'udp 127.0.0.1:5000 to 127.0.0.1:6000' terminal | sed 's/[2-9]/several/'
        grep -c 'forwarding: 1 statement' terminal | sed 's/[1-9]/yes/'
        """, "several\nyes\n");

    [Fact]
    public async Task Events_are_lines_of_json()
    {
        var run = await ForwardSandbox.Run("""
            echo_server b 127.0.0.1 6000
            forward -v --json 'udp 127.0.0.1:5000 to 127.0.0.1:6000 idle 1s'
            SOURCE="127.0.0.1 4321" udp ask 127.0.0.1 5000 hello; sleep 2.5; cat forward.log
            """);
        var events = run.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Skip(1)
            .Select(line => JsonDocument.Parse(line).RootElement).ToArray();
        Assert.Equal(["start", "session", "session"], events.Select(e => e.GetProperty("event").GetString()!));
        Assert.Contains("127.0.0.1:4321", events[1].GetProperty("message").GetString()!, StringComparison.Ordinal);
    }

    [Fact]
    public Task Drops_are_said() => ForwardSandbox.Check("""
        forward 'udp 127.0.0.1:5000 to 127.0.0.1:6000'
        udp ask 127.0.0.1 5000 lost
        wait_for grep -q dropped forward.log; tail -n 1 forward.log
        """, "no answer\nfairlead: statement 1: 1 dropped: nobody listens at the backend, or there is no way to it\n");
}
