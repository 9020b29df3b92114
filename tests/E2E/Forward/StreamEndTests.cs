namespace Fairlead.E2E.Forward;

/// <summary>How connections of TCP end.</summary>
public sealed class StreamEndTests
{
    private static Task Check(string script, string expected) =>
        ForwardSandbox.Check("stream() { python3 $PROGRAMS/streams.py \"$@\"; }\n" + script, expected);

    [Fact]
    public Task End_of_the_question_leaves_the_answer_its_way() => Check("""
        socat TCP-LISTEN:6000,bind=127.0.0.1,reuseaddr,fork EXEC:sha256sum & wait_for bound 6000
        forward 'tcp 127.0.0.1:5000 to 127.0.0.1:6000'
        head -c 8M /dev/urandom >file
        socat -t 10 - TCP:127.0.0.1:5000 <file >answer
        sha256sum <file | cmp - answer && echo same
        """, "same\n");

    [Fact]
    public Task End_of_the_answer_leaves_the_question_its_way() => Check("""
        stream half 127.0.0.1 6000 >received & S=$!; wait_for bound 6000
        forward 'tcp 127.0.0.1:5000 to 127.0.0.1:6000'
        exec 7<>/dev/tcp/127.0.0.1/5000
        timeout 5 cat <&7; echo "ended with $?"
        echo still >&7; echo there >&7; exec 7>&-
        wait $S; cat received
        """, "greeting\nended with 0\nstill\nthere\nend\n");

    [Fact]
    public Task Reset_of_the_client_reaches_the_backend() => Check("""
        stream greets 127.0.0.1 6000 >received & S=$!; wait_for bound 6000
        forward 'tcp 127.0.0.1:5000 to 127.0.0.1:6000'
        stream reset 127.0.0.1 5000
        wait $S; cat received
        """, "hello\nConnection reset by peer\n");

    [Fact]
    public Task Reset_of_the_backend_reaches_the_client() => Check("""
        stream resets 127.0.0.1 6000 & wait_for bound 6000
        forward 'tcp 127.0.0.1:5000 to 127.0.0.1:6000'
        stream last 127.0.0.1 5000
        """, "got hello\nConnection reset by peer\n");

    [Fact]
    public Task Idle_connection_ends_and_a_busy_one_does_not() => Check("""
        socat TCP-LISTEN:6000,bind=127.0.0.1,reuseaddr,fork EXEC:cat & wait_for bound 6000
        forward 'tcp 127.0.0.1:5000 to 127.0.0.1:6000 idle 2s' 'tcp 127.0.0.1:5001 to 127.0.0.1:6000'
        exec 7<>/dev/tcp/127.0.0.1/5000 8<>/dev/tcp/127.0.0.1/5000 9<>/dev/tcp/127.0.0.1/5001
        ask() { echo $2 >&$1; read -r -t 5 -u $1 answer; echo "$answer"; }
        ask 7 idle; ask 9 without
        for i in {1..8}; do sleep 0.5; ask 8 busy; done
        timeout 0.2 cat <&7 >/dev/null 2>&1; [ $? = 124 ] || echo ended
        ask 8 busy; ask 9 still
        """, "idle\nwithout\n" + string.Concat(Enumerable.Repeat("busy\n", 8)) + "ended\nbusy\nstill\n");
}
