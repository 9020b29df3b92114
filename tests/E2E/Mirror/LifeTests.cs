using Fairlead.E2E.Harness;

namespace Fairlead.E2E.Mirror;

/// <summary>How a session begins and ends for whoever started it: statuses, signals, the terminal, and its own words.</summary>
public sealed class LifeTests
{
    private const string Server = "python3 $PROGRAMS/mirror-server.py";
    private const string Client = "python3 $PROGRAMS/mirror-client.py";

    [Theory, InlineData("cgroup"), InlineData("seccomp"), InlineData("preload")]
    public Task Status_is_the_programs(string engine) => MirrorSandbox.Check($$"""
        real {{Server}} real 8080 sum
        for how in 'exit 0' 'exit 7' 'kill -KILL $$'; do
            fairlead mirror -q --engine {{engine}} --target pid:$T --mirror 'tcp any:8080' -- sh -c "$how"; echo $?
        done
        clean && echo clean
        """, "0\n7\n137\nclean\n");

    [Fact]
    public Task Program_that_cannot_run_is_said_before_the_target_hears_of_it() => MirrorSandbox.Check("""
        touch plain
        for program in ./nowhere ./plain; do
            fairlead mirror --target 'exec:touch asked' --mirror 'tcp any:8080' -- $program 2>&1; echo $?
        done
        ls asked 2>&1
        """, """
        fairlead: cannot run ./nowhere: no such program
        127
        fairlead: cannot run ./plain: it is not executable
        126
        ls: cannot access 'asked': No such file or directory

        """);

    [Fact]
    public Task SIGTERM_ends_the_program_and_then_the_session() => MirrorSandbox.Check($$"""
        real {{Server}} real 8080 sum
        mirror --mirror 'tcp any:8080' -- bash -c 'trap "echo told; exit 3" TERM; echo listens; while :; do sleep 0.1; done'
        unmirror
        echo $MS; cat local.log; clean && echo clean
        """, "3\nlistens\ntold\nclean\n");

    // The agent is in the terminal's foreground, too: it must outlive the program, to give the ports back in order.
    [Fact]
    public Task Ctrl_C_ends_the_program_and_the_agent_gives_the_port_back() => Terminal.Dialogue("""
        > unshare --net sh -c 'ip link set lo up; exec python3 $PROGRAMS/mirror-server.py real 8080 sum >/mnt/real.log' & T=$!
        > until grep -q listens /mnt/real.log; do sleep 0.1; done; echo ready=$?
        < ^ready=0
        > fairlead mirror --target pid:$T --mirror 'tcp any:8080' -- python3 $PROGRAMS/mirror-server.py local 8080 sum 2>/mnt/mirror.log
        < local listens
        ^C
        > echo status=$?
        < ^status=130
        > nsenter -t $T -n ip rule | grep -c 8080; pgrep -f '[f]airlead agent' || echo gone
        < ^0
        < ^gone
        > grep -c 'in all 0 connections' /mnt/mirror.log
        < ^1
        > kill $T
        """);

    // Each line is an object; readers find by name what they want.
    [Fact]
    public Task Lines_of_JSON_say_what_happens() => MirrorSandbox.Check($$"""
        real {{Server}} real 8080 sum
        mirror --json -v --diff --mirror 'tcp any:8080' -- {{Server}} local 8080 sum
        {{Client}} 10.9.0.2 8080 put 3 >answer
        wait_for grep -q difference mirror.log
        unmirror
        python3 -c "
        import json
        lines = [json.loads(line) for line in open('mirror.log')]
        def of(kind): return [line for line in lines if line['event'] == kind]
        print(of('connection')[0]['statement'], '10.9.0.2:8080' in of('connection')[0]['message'])
        print(len(of('end')), 'line 1 of the answer' in of('difference')[0]['message'])
        summary = of('summary')
        print(len(summary), [summary[0][name] for name in ('connections', 'open', 'bytesToProgram', 'bytesFromProgram', 'differences')])
        print(summary[0]['roundTripMicroseconds'] >= 0)
        "
        """, "1 True\n1 True\n1 [1, 0, 3, 73, 1]\nTrue\n");

    [Fact]
    public Task Status_comes_now_and_then_with_what_is_open_and_what_was_dropped() => MirrorSandbox.Check($$"""
        real {{Server}} real 8080 echo
        mirror --json --mirror 'tcp any:8080' -- sh -c 'echo listens not; exec sleep 100'
        exec 5<>/dev/tcp/10.9.0.2/8080; echo one >&5; head -n1 <&5
        for try in 1 2 3; do wait_for grep -q status mirror.log; done
        unmirror
        python3 -c "
        import json
        lines = [json.loads(line) for line in open('mirror.log')]
        status = [line for line in lines if line['event'] == 'status'][0]
        print(status['connections'], status['open'], status['dropped.not-listening'])
        print([line['message'].split(':')[0] for line in lines if line['event'] == 'drop'])
        "
        """, "one\n0 0 1\n['not-listening']\n");

    [Fact]
    public Task Log_goes_to_its_file_and_the_programs_words_stay_its_own() => MirrorSandbox.Check($$"""
        real {{Server}} real 8080 sum
        mirror --log said --mirror 'tcp any:8080' -- {{Server}} local 8080 sum
        {{Client}} 10.9.0.2 8080 put 3 | cut -c1-6
        wait_for grep -q got local.log
        unmirror
        cat mirror.log; cut -d, -f1 said
        """, "real 3\nfairlead: in all 1 connections\n");

    [Fact]
    public Task Quiet_says_nothing_but_failures() => MirrorSandbox.Check($$"""
        real {{Server}} real 8080 sum
        mirror -q --patience 0 --mirror 'tcp any:8080' -- {{Server}} local 8080 stall
        {{Client}} 10.9.0.2 8080 put 50000000 | cut -d' ' -f1,2
        kill -9 $(pgrep -f 'fairlead agent' | head -n1)
        wait $M; echo $?; cat mirror.log
        """, """
        real 50000000
        125
        fairlead: the agent is gone: its stream has ended; the program is told to end

        """);
}
