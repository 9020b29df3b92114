using System.Text.RegularExpressions;

namespace Fairlead.E2E.Cgroup;

/// <summary><c>attach</c> and <c>detach</c> on cgroups that the tests make.</summary>
public sealed class AttachTests
{
    private const string Rule = "-r 'bind tcp any:8000-8999 to 127.0.0.7'";

    [Theory, InlineData("--pid $S_PID"), InlineData("--cgroup $CG/web"), InlineData("--cgroup /web")]
    public async Task Next_sockets_follow_and_existing_ones_are_told(string place)
    {
        var run = await CgroupSandbox.Run($"""
            service web
            ask tcp 0.0.0.0 8080
            fairlead attach {place} {Rule}; echo $?
            ask tcp 0.0.0.0 8081
            """);
        Assert.Equal("0.0.0.0:8080\n0\n127.0.0.7:8081\n", run.Output);
        Assert.Equal(
            """
            fairlead: 1 rule in force on /web (1 process)
            fairlead: tcp LISTEN 0.0.0.0:8080 (process N python3) stays as it is until it is closed

            """,
            WithoutPids(run.Error));
    }

    [Fact]
    public async Task Programs_of_other_cgroups_are_left_alone()
    {
        var run = await CgroupSandbox.Run($"""
            service web
            fairlead attach --pid $S_PID -q {Rule}
            python3 $PROGRAMS/bind.py 0.0.0.0 8080
            """);
        Assert.Equal(("0.0.0.0:8080\n", ""), (run.Output, run.Error));
    }

    [Fact]
    public async Task Cgroups_inside_follow_too()
    {
        var run = await CgroupSandbox.Run($"""
            service web/inner
            fairlead attach --cgroup /web {Rule}
            ask tcp 0.0.0.0 8080
            """);
        Assert.Equal("127.0.0.7:8080\n", run.Output);
        Assert.Contains("1 rule in force on /web (1 process)", run.Error);
    }

    [Fact]
    public async Task Of_many_existing_sockets_those_that_serve_are_told_and_the_rest_is_counted()
    {
        var run = await CgroupSandbox.Run($"""
            service web
            ask tcp 127.0.0.1 8080
            for i in 1 2 3 4 5 6; do ask connect 127.0.0.1 8080; done >/dev/null
            for port in 5001 5002 5003 5004 5005 5006 5007; do ask udp 0.0.0.0 $port; done >/dev/null
            fairlead attach --pid $S_PID {Rule}
            """);
        var lines = WithoutPids(run.Error).Split('\n');
        Assert.Equal("fairlead: tcp LISTEN 127.0.0.1:8080 (process N python3) stays as it is until it is closed", lines[1]);
        Assert.Equal(7, lines.Count(line => line.StartsWith("fairlead: udp UNCONN 0.0.0.0:500", StringComparison.Ordinal)));
        // Of each connection the other end, too, which nobody has accepted.
        Assert.Equal(("fairlead: and 10 more sockets that were there before", ""), (lines[^2], lines[^1]));
        Assert.Equal(13, lines.Length);
    }

    [Fact]
    public async Task Socket_from_another_cgroup_is_told_to_be_out_of_reach()
    {
        var run = await CgroupSandbox.Run($"""
            service before
            ask tcp 0.0.0.0 8080
            mkdir $CG/web; echo $S_PID >$CG/web/cgroup.procs
            fairlead attach --pid $S_PID {Rule}
            fairlead ps
            """);
        Assert.Contains(
            "tcp LISTEN 0.0.0.0:8080 (process N python3) was made in another cgroup: no rule here reaches it, ever",
            WithoutPids(run.Error));
        Assert.Contains("made in another cgroup, which no rule here reaches:\n    tcp LISTEN 0.0.0.0:8080", run.Output);
    }

    [Fact]
    public async Task Datagrams_of_an_existing_socket_follow_at_once()
    {
        var run = await CgroupSandbox.Run("""
            socat -u UDP-RECV:9000,bind=127.0.0.1 CREATE:got & wait_for grep -q 2328 /proc/net/udp
            service web
            ask udp 127.0.0.1 5001
            fairlead attach --pid $S_PID -r 'connect udp 127.0.0.77:53 to 127.0.0.1:9000'
            ask send 127.0.0.77 53
            wait_for test -s got; cat got
            """);
        Assert.Equal("127.0.0.1:5001\n127.0.0.1:5001\ndatagram", run.Output);
        Assert.Contains("stays bound as it is until it is closed; the datagrams that it sends follow the rules", run.Error);
    }

    [Fact]
    public async Task Addresses_and_interfaces_are_those_that_the_program_sees()
    {
        var run = await CgroupSandbox.Run("""
            mkdir $CG/web
            coproc S { echo $BASHPID >$CG/web/cgroup.procs; exec unshare --net sh -c '
                ip link set lo up; ip link add there type veth peer name peer; ip address add 10.9.8.7/32 dev there
                exec python3 $PROGRAMS/opener.py'; }
            ask tcp 127.0.0.1 8080
            fairlead attach --pid $S_PID -r 'bind tcp any:8081 to 10.9.8.7' -r 'bind tcp any:8082 to dev there' || exit
            ask tcp 0.0.0.0 8081
            ask tcp 0.0.0.0 8082
            fairlead attach --cgroup /web -q -r 'bind tcp any:8083 to 10.9.8.7'; ask tcp 0.0.0.0 8083
            """);
        Assert.Equal("127.0.0.1:8080\n10.9.8.7:8081\n10.9.8.7:8082\n10.9.8.7:8083\n", run.Output);
        Assert.Contains("tcp LISTEN 127.0.0.1:8080", run.Error);
    }

    [Fact]
    public async Task New_rules_take_the_place_of_the_old_ones()
    {
        var run = await CgroupSandbox.Run($"""
            service web
            fairlead attach --pid $S_PID -q {Rule}
            ask tcp 0.0.0.0 8080
            fairlead attach --pid $S_PID -r 'bind tcp any to 127.0.0.8'
            ask tcp 0.0.0.0 8081
            fairlead ps | grep -c '^ *[0-9]\. bind'
            """);
        Assert.Equal("127.0.0.7:8080\n127.0.0.8:8081\n1\n", run.Output);
        Assert.Contains("in the place of those that were there", run.Error);
        Assert.Contains("tcp LISTEN 127.0.0.7:8080", run.Error);
    }

    [Fact]
    public async Task No_call_slips_through_while_rules_are_replaced()
    {
        var run = await CgroupSandbox.Run("""
            mkdir $CG/web
            fairlead attach --cgroup /web -q --bind 127.0.0.7
            (echo $BASHPID >$CG/web/cgroup.procs
                until [ -e stop ]; do python3 $PROGRAMS/burst.py out 20000; cat out >>all; done) &
            wait_for test -s all
            for rule in 'connect any any allow' 'connect any any deny' 'bind udp any deny'; do
                fairlead attach --cgroup /web -q -r "$rule" --bind 127.0.0.7; echo $?
            done
            touch stop; wait; sort -u all
            """);
        Assert.Equal("0\n0\n0\n20000 right\n", run.Output);
    }

    [Fact]
    public async Task Self_is_the_cgroup_of_the_caller()
    {
        var run = await CgroupSandbox.Run($"""
            mkdir $CG/web; echo $$ >$CG/web/cgroup.procs
            fairlead attach --self {Rule}
            exec python3 $PROGRAMS/bind.py 0.0.0.0 8080
            """);
        Assert.Equal("127.0.0.7:8080\n", run.Output);
        Assert.Matches(@"\Afairlead: 1 rule in force on /web \(\d+ processes\)\n\z", run.Error);
    }

    [Fact]
    public async Task Detach_gives_sockets_free()
    {
        var run = await CgroupSandbox.Run($"""
            service web
            fairlead attach --pid $S_PID -q {Rule}
            ask tcp 0.0.0.0 8080
            fairlead detach --pid $S_PID; echo $?
            ask tcp 0.0.0.0 8081
            fairlead ps
            fairlead detach --pid $S_PID; echo $?
            """);
        Assert.Equal("127.0.0.7:8080\n0\n0.0.0.0:8081\nnothing is under rules\n125\n", run.Output);
        Assert.Contains("no rules are in force on /web any more", run.Error);
        Assert.Contains("no rules are attached to /web: `fairlead ps` lists", run.Error);
    }

    [Fact]
    public async Task Detach_says_where_the_rules_are_that_hold()
    {
        var run = await CgroupSandbox.Run($"""
            service web/inner
            fairlead attach --cgroup /web -q {Rule}
            fairlead detach --pid $S_PID; echo $?
            fairlead detach --cgroup /web; echo $?
            """);
        Assert.Equal("125\n0\n", run.Output);
        Assert.Contains("attached to /web/inner, but to /web above it: fairlead detach --cgroup /web", run.Error);
    }

    [Fact]
    public async Task Program_that_fairlead_runs_gets_new_rules()
    {
        var run = await CgroupSandbox.Run($"""
            coproc S {"{"} exec fairlead run --engine cgroup --bind 127.0.0.8 -- python3 $PROGRAMS/opener.py; {"}"}
            ask tcp 0.0.0.0 8080
            fairlead attach --pid $S_PID -q {Rule}
            ask tcp 0.0.0.0 8081
            """);
        Assert.Equal(("127.0.0.8:8080\n127.0.0.7:8081\n", ""), (run.Output, run.Error));
    }

    [Fact]
    public async Task Two_capabilities_suffice()
    {
        var run = await CgroupSandbox.Run($"""
            mkdir $CG/web; chown 65534 $CG/web $CG/web/cgroup.procs; echo $$ >$CG/web/cgroup.procs
            setpriv --reuid=65534 --regid=65534 --clear-groups \
                --inh-caps=-all,+bpf,+net_admin --ambient-caps=+bpf,+net_admin fairlead attach --self {Rule}; echo $?
            exec python3 $PROGRAMS/bind.py 0.0.0.0 8080
            """);
        Assert.True(run.Output == "0\n127.0.0.7:8080\n", run.Output + run.Error);
    }

    internal static string WithoutPids(string text) => Regex.Replace(text, @"process \d+ ", "process N ");
}
