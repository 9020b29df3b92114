using Fairlead.E2E.Harness;

namespace Fairlead.E2E.Cgroup;

/// <summary>An attach, a replacement or a detach that is killed at any of its calls of bpf(2) leaves one of two states.</summary>
public sealed class InterruptedAttachTests
{
    // Killed at call N: what a socket gets then, and what is there after gc. Every third call is enough for a test.
    private const string EachStep = """
        mkdir $CG/web
        bound() { (echo $BASHPID >$CG/web/cgroup.procs; exec python3 $PROGRAMS/bind.py 0.0.0.0 8080); }
        for ((n = START; ; n += 3)); do
            fairlead detach --cgroup /web -q 2>/dev/null; BEFORE
            strace -qq -f -o /dev/null -e trace=bpf -e inject=bpf:signal=KILL:when=$n fairlead ACTION 2>/dev/null
            status=$?
            echo "at $n: $(bound)" >>steps
            fairlead ps | grep -q 'not in force' && echo left-behind >>seen
            fairlead gc >>collected
            bound | sed 's/^/after gc: /' >>steps
            fairlead ps | grep -q 'not in force' && echo 'gc left some' >>seen
            [ $status -eq 0 ] && break
        done
        sed 's/at [0-9]*: //; s/after gc: //' steps | sort -u; sort -u seen
        grep -c 'that were not in force' collected | sed 's/^[1-9][0-9]*$/some/'
        """;

    private const string Old = "fairlead attach --cgroup /web -q -r 'bind tcp any to 127.0.0.7'";
    private const string New = "attach --cgroup /web -q -r 'bind tcp any to 127.0.0.8'";

    [Theory, InlineData(1), InlineData(2), InlineData(3)]
    public Task Attach(int start) => Check(start, ":", New, "0.0.0.0:8080\n127.0.0.8:8080\nleft-behind\nsome\n");

    [Theory, InlineData(1), InlineData(2), InlineData(3)]
    public Task Replacement(int start) => Check(start, Old, New, "127.0.0.7:8080\n127.0.0.8:8080\nleft-behind\nsome\n");

    [Theory, InlineData(1), InlineData(2), InlineData(3)]
    public Task Detach(int start) =>
        Check(start, Old, "detach --cgroup /web -q", "0.0.0.0:8080\n127.0.0.7:8080\nleft-behind\nsome\n");

    private static async Task Check(int start, string before, string action, string output)
    {
        Requires.File("/usr/bin/strace");
        var script = EachStep.Replace("START", $"{start}").Replace("BEFORE", before).Replace("ACTION", action);
        var run = await CgroupSandbox.Run(script);
        Assert.True(run.Output == output, $"{run.Output}{run.Error}");
    }
}
