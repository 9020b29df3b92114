using Fairlead.E2E.Harness;

namespace Fairlead.E2E.Cgroup;

/// <summary>
/// An attach, a replacement or a detach that is killed at any call that changes something leaves the state from before or
/// that from after, and what `gc` takes off.
/// </summary>
public sealed class InterruptedAttachTests
{
    private const string Old = "fairlead attach --cgroup /web -q -r 'bind tcp any to 127.0.0.7'";
    private const string New = "attach --cgroup /web -q -r 'bind tcp any to 127.0.0.8'";

    // The first run tells which of its calls of bpf(2) change something.
    private const string EachStep = """
        mkdir $CG/web
        bound() { (echo $BASHPID >$CG/web/cgroup.procs; exec python3 $PROGRAMS/bind.py 0.0.0.0 8080); }
        reset() { fairlead detach --cgroup /web -q 2>/dev/null; BEFORE; }
        reset; strace -qq -f -o calls -e trace=bpf fairlead ACTION; bound >>states
        for n in $(grep 'bpf(' calls | grep -nE 'BPF_(PROG_ATTACH|PROG_DETACH|MAP_UPDATE_ELEM)' | cut -d: -f1); do
            reset
            (exec strace -qq -f -o /dev/null -e trace=bpf -e inject=bpf:signal=KILL:when=$n fairlead ACTION)
            [ $? -eq 137 ] || echo "not killed at $n"
            bound >before; cat before >>states
            fairlead ps | grep -q 'not in force' && echo left-behind >>seen
            fairlead gc | grep -o 'that were not in force' >>seen
            fairlead gc | grep -v 'nothing to remove' >>seen
            bound | cmp -s before || echo "gc changed what holds at $n"
        done
        sort -u states; sort -u seen
        """;

    private const string Seen = "left-behind\nthat were not in force\n";

    [Fact]
    public Task Attach() => Check(":", New, "0.0.0.0:8080\n127.0.0.8:8080\n");

    [Fact]
    public Task Replacement() => Check(Old, New, "127.0.0.7:8080\n127.0.0.8:8080\n");

    [Fact]
    public Task Detach() => Check(Old, "detach --cgroup /web -q", "0.0.0.0:8080\n127.0.0.7:8080\n");

    private static async Task Check(string before, string action, string states)
    {
        Requires.File("/usr/bin/strace");
        var run = await CgroupSandbox.Run(EachStep.Replace("BEFORE", before).Replace("ACTION", action));
        Assert.True(run.Output == states + Seen, $"{run.Output}{run.Error}");
    }
}
