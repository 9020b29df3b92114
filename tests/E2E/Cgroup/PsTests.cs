using System.Text.Json;
using Fairlead.E2E.Harness;

namespace Fairlead.E2E.Cgroup;

/// <summary><c>ps</c> shows what is under rules, and changes nothing.</summary>
public sealed class PsTests
{
    private const string Served = """
        service web
        fairlead attach --pid $S_PID -q -r 'bind tcp any:8080 to 127.0.0.7' -r 'bind any any:22 deny EACCES'
        ask tcp 0.0.0.0 8080 >&2; ask connect 127.0.0.7 8080 >&2; ask udp 0.0.0.0 22 >&2; ask tcp 0.0.0.0 22 >&2
        """;

    [Fact]
    public async Task Nothing_is_said_to_be_nothing()
    {
        var run = await CgroupSandbox.Run("fairlead ps; echo $?; fairlead ps --json; echo $?");
        Assert.Equal(("nothing is under rules\n0\n0\n", ""), (run.Output, run.Error));
    }

    [Fact]
    public async Task Rules_hits_processes_and_sockets_are_shown()
    {
        var run = await CgroupSandbox.Run(Served + "\nfairlead ps | sed \"s/\\b$S_PID\\b/PID/\"");
        Assert.Matches(
            """
            \A/web: under rules since 20\d\d-\d\d-\d\d \d\d:\d\d:\d\d
              rules:
                1\. bind tcp any:8080 to 127\.0\.0\.7 \(1 hit\)
                2\. bind any any:22 deny EACCES \(2 hits\)
              processes:
                PID python3
              sockets:
                tcp ESTAB 127\.0\.0\.7:8080 -> 127\.0\.0\.1:\d+
                tcp LISTEN 127\.0\.0\.7:8080 \(process PID python3\)
                tcp ESTAB 127\.0\.0\.1:\d+ -> 127\.0\.0\.7:8080 \(process PID python3\)
            \z
            """,
            run.Output);
    }

    [Fact]
    public async Task Json_has_the_same()
    {
        var run = await CgroupSandbox.Run(Served + "\necho $S_PID; fairlead ps --json");
        var lines = run.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        var pid = int.Parse(lines[0]);
        var set = JsonDocument.Parse(Assert.Single(lines[1..])).RootElement;
        Assert.Equal("/web", set.GetProperty("cgroup").GetString());
        Assert.True(set.GetProperty("in_force").GetBoolean());
        Assert.InRange(set.GetProperty("since").GetDateTime(), DateTime.UtcNow.AddMinutes(-1), DateTime.UtcNow);
        var rule = set.GetProperty("rules")[1];
        Assert.Equal("bind any any:22 deny EACCES", rule.GetProperty("rule").GetString());
        Assert.Equal((2, 0), (rule.GetProperty("hits").GetInt32(), rule.GetProperty("failures").GetInt32()));
        Assert.Equal(pid, set.GetProperty("processes")[0].GetProperty("pid").GetInt32());
        var listener = set.GetProperty("sockets")
            .EnumerateArray().Single(s => s.GetProperty("state").GetString() == "LISTEN");
        Assert.Equal("127.0.0.7:8080", listener.GetProperty("local").GetString());
        Assert.Equal(pid, listener.GetProperty("pid").GetInt32());
    }

    [Fact]
    public async Task Rule_that_cannot_be_carried_out_is_seen_by_its_failures()
    {
        var run = await CgroupSandbox.Run("""
            service web
            fairlead attach --pid $S_PID -q -r 'bind tcp any to ::1'
            ask tcp 0.0.0.0 8080
            fairlead ps | grep bind
            """);
        Assert.Equal("EADDRNOTAVAIL\n    1. bind tcp any to ::1 (1 hit, 1 failure)\n", run.Output);
    }

    [Fact]
    public async Task Programs_of_run_are_shown_on_both_engines()
    {
        var run = await CgroupSandbox.Run("""
            fairlead run --engine cgroup --bind 127.0.0.7 -- sleep 20 &
            fairlead run --engine seccomp -r 'bind tcp any:80 to 127.0.0.7:8080' -- sleep 20 &
            wait_for sh -c '[ $(pgrep -xc sleep) = 2 ]'
            fairlead ps
            """);
        Assert.Contains("    1. bind any loopback allow (no hits)\n    2. bind any any to 127.0.0.7 (no hits)\n", run.Output);
        Assert.Contains(" sleep\n  no sockets\n", run.Output);
        Assert.Contains(
            "supervisor of the seccomp engine\n"
                + "  fairlead run --engine seccomp -r 'bind tcp any:80 to 127.0.0.7:8080' -- sleep 20\n",
            run.Output);
    }

    [Fact]
    public async Task Name_of_a_process_does_not_speak_to_the_terminal()
    {
        var run = await CgroupSandbox.Run("""
            mkdir $CG/web
            (echo $BASHPID >$CG/web/cgroup.procs; printf 'a\033[31m' >/proc/self/comm; sleep 20; :) &
            wait_for grep -q 31m /proc/$!/comm
            fairlead attach --pid $! -q -r 'bind any any deny'
            fairlead ps | grep 31m | grep -o '[^0-9 ].*'
            """);
        Assert.Equal("a?[31m\n", run.Output);
    }

    [Fact]
    public async Task Without_privilege_the_capability_is_named()
    {
        var run = await CgroupSandbox.Run($"{Nobody.Setpriv} fairlead ps; echo $?");
        Assert.Equal("125\n", run.Output);
        Assert.Contains("CAP_NET_ADMIN", run.Error);
    }
}
