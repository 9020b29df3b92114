namespace Fairlead.E2E.Mirror;

/// <summary>A <see cref="MirrorSandbox"/> with words for datagrams.</summary>
internal static class UdpSandbox
{
    private const string Words = """
        # As ever, but fifteen seconds: an agent that was not compiled ahead is slow to begin on a busy machine.
        wait_for() { for _ in {1..750}; do "$@" >/dev/null 2>&1 && return; sleep 0.02; done; }
        udp() { python3 $PROGRAMS/mirror-datagrams.py "$@"; }
        bound() { at ss -Hlun "sport = $1" | grep -q .; }
        # real_udp [ADDRESS]: the real program, on 8053.
        real_udp() { at python3 $PROGRAMS/mirror-datagrams.py serve real 8053 "$@" >real.log 2>&1 & R=$!; wait_for bound 8053; }
        # udp_session STATEMENT OPTIONS...: a session whose program is the same server on the same port.
        udp_session() { mirror "${@:2}" -r "$1" -- python3 $PROGRAMS/mirror-datagrams.py serve local 8053 $ADDRESS; }
        # got COUNT: waits until the local program has so many.
        got() { wait_for eval "[ \$(grep -c got local.log) -ge $1 ]"; }
        # Says whether both programs got the same datagrams from the same clients.
        compare() { if cmp -s <(grep -o 'got.*' real.log | sort) <(grep -o 'got.*' local.log | sort); then echo same; else diff real.log local.log; fi; }

        """;

    /// <summary>Runs a script, whose stdout must be as expected.</summary>
    public static Task Check(string script, string expected) => MirrorSandbox.Check(Words + script, expected);
}
