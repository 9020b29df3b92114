using Fairlead.E2E.Harness;

namespace Fairlead.E2E.Mirror;

/// <summary>A sandbox with a target: a network namespace of its own, with a real program, reached by a veth pair.</summary>
/// <remarks>
/// The sandbox is 10.9.0.1 and fd09::1, the target 10.9.0.2 and fd09::2; $T is a process there. What the words write: real.log
/// is the real program's output, local.log the local one's, mirror.log what Fairlead says.
/// </remarks>
internal static class MirrorSandbox
{
    private const string Words = """
        unshare --net sleep 1000 & T=$!
        apart() { [ "$(readlink /proc/$T/ns/net)" != "$(readlink /proc/self/ns/net)" ]; }
        wait_for apart
        # Runs a command at the target.
        at() { nsenter --target $T --net "$@"; }
        ip link add near type veth peer name far netns $T
        ip address add 10.9.0.1/24 dev near && ip address add fd09::1/64 dev near nodad && ip link set near up
        at ip link set lo up; at ip address add 10.9.0.2/24 dev far; at ip address add fd09::2/64 dev far nodad; at ip link set far up
        listens() { at ss -Hltn "sport = $1" | grep -q .; }
        # real COMMAND...: the real program; waits until it listens on 8080.
        real() { nsenter --target $T --net "$@" >real.log 2>&1 & R=$!; wait_for listens 8080; }
        # mirror WORDS... -- PROGRAM...: the session in the background; waits until the program listens (its log says so).
        mirror() { fairlead mirror --target pid:$T "$@" >local.log 2>mirror.log & M=$!; wait_for grep -q listens local.log; }
        # Ends the session in order, and waits for it.
        unmirror() { kill $M; wait $M; MS=$?; }
        # What the sessions of the target have left there.
        left() { at ip rule; at ip -6 rule; at ss -Hlx | grep fairlead; pgrep -f 'fairlead agent' ; }
        # Whether nothing but what was always there is left.
        clean() { [ "$(left | grep -vc 'lookup \(local\|main\|default\)')" = 0 ]; }

        """;

    /// <summary>Runs a script, whose stdout must be as expected.</summary>
    public static async Task Check(string script, string expected)
    {
        Requires.Root();
        var outcome = await Sandbox.Run(Words + script + "\nkill $T 2>/dev/null");
        Assert.True(
            expected.ReplaceLineEndings() == outcome.Output,
            $"expected:\n{expected}\ngot:\n{outcome.Output}\nstderr:\n{outcome.Error}");
    }
}
