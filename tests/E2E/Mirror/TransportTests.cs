namespace Fairlead.E2E.Mirror;

/// <summary>What stands between the feeder and its agent stops, or is gone: the target's clients are served all the same.</summary>
public sealed class TransportTests
{
    private const string Server = "python3 $PROGRAMS/mirror-server.py";
    private const string Client = "python3 $PROGRAMS/mirror-client.py";

    // relayed WORDS... -- PROGRAM...: a session whose agent speaks through a process; its number is in the file relay.
    private const string Relayed = """
        relayed() {
            target="fairlead agent --pid $T | sh -c 'echo \$\$ >relay; exec cat'"
            fairlead mirror --target "exec:$target" "$@" >local.log 2>mirror.log & M=$!; wait_for grep -q listens local.log
        }

        """;

    [Fact]
    public Task Clients_go_on_while_the_stream_is_stalled_and_copies_come_again_after() => MirrorSandbox.Check(Relayed + $$"""
        real {{Server}} real 8080 sum
        relayed --patience 0 --mirror 'tcp any:8080' -- {{Server}} local 8080 sum
        kill -STOP $(cat relay)
        for i in 1 2 3; do timeout 10 {{Client}} 10.9.0.2 8080 put 20000000 | cut -d' ' -f1,2; done
        timeout 5 {{Client}} 10.9.0.2 8080 put 5 | cut -d' ' -f1,2
        kill -CONT $(cat relay)
        wait_for grep -q 'got 5 ' local.log
        {{Client}} 10.9.0.2 8080 put 7 | cut -d' ' -f1,2
        wait_for grep -q 'got 7 ' local.log
        wait_for grep -q overrun mirror.log
        unmirror
        grep -o 'got [57] ' local.log; grep -o '3 dropped (mirror-overrun)' mirror.log; clean && echo clean
        """, """
        real 20000000
        real 20000000
        real 20000000
        real 5
        real 7
        got 5 
        got 7 
        3 dropped (mirror-overrun)
        clean

        """);

    [Theory, InlineData("mirror"), InlineData("steal")]
    public Task Stream_that_is_cut_gives_the_port_back(string kind) => MirrorSandbox.Check(Relayed + $$"""
        real {{Server}} real 8080 sum
        relayed --{{kind}} 'tcp any:8080' -- {{Server}} local 8080 sum
        kill -9 $(cat relay)
        wait_for clean
        {{Client}} 10.9.0.2 8080 put 7 | cut -d' ' -f1,2
        wait $M; echo status $?
        grep 'the agent is gone' mirror.log; clean && echo clean
        """, """
        real 7
        status 125
        fairlead: the agent is gone: its stream has ended; the program is told to end
        clean

        """);

    // Whatever the real program or the local one had still to say, half of it must not pass for the whole.
    [Theory]
    [InlineData("mirror", "fairlead agent")]
    [InlineData("steal", "fairlead agent")]
    [InlineData("steal", "fairlead mirror")]
    public Task Client_that_is_answered_while_one_is_killed_gets_a_reset_and_the_next_is_served(string kind, string who) =>
        MirrorSandbox.Check($$"""
        real {{Server}} real 8080 send
        mirror --{{kind}} 'tcp any:8080' -- {{Server}} local 8080 send
        {{Client}} 10.9.0.2 8080 get 20000000000 >client.log 2>&1 & C=$!
        wait_for grep -q peer local.log; sleep 0.1
        kill -9 $(pgrep -f '{{who}}' | head -n1)
        wait $C; tail -n1 client.log
        wait_for clean
        {{Client}} 10.9.0.2 8080 get 1000; clean && echo clean
        """, "ConnectionResetError: [Errno 104] Connection reset by peer\n1000 equal\nclean\n");

    [Fact]
    public Task Client_that_sends_100_MiB_while_the_agent_is_killed_gets_a_reset() => MirrorSandbox.Check($$"""
        real {{Server}} real 8080 slow
        mirror --mirror 'tcp any:8080' -- {{Server}} local 8080 sum
        {{Client}} 10.9.0.2 8080 put 104857600 >client.log 2>&1 & C=$!
        wait_for grep -q peer local.log
        kill -9 $(pgrep -f 'fairlead agent' | head -n1)
        wait $C; tail -n1 client.log | grep -o 'Connection reset by peer\|Broken pipe' | head -n1 | sed 's/Broken pipe/Connection reset by peer/'
        exec 5<>/dev/tcp/10.9.0.2/8080 && wait_for eval '[ $(grep -c peer real.log) = 2 ]'; grep -c peer real.log
        """, "Connection reset by peer\n2\n");
}
