using Fairlead.E2E.Harness;

namespace Fairlead.E2E.Mirror;

/// <summary>A sandbox with a target that has what this place has not: a network, name servers, files and an environment.</summary>
/// <remarks>
/// The target is 10.9.0.2 and fd09::2, and nothing leads there from the sandbox, whose own name server is nowhere. Nothing
/// answers at 198.51.100.1, and to 203.0.113.1 there is no route. $T is the target's process.
/// </remarks>
internal static class ContextSandbox
{
    private const string Words = """
        printf '127.0.0.1 localhost\n10.5.5.5 hosts.example hosts\nfd00::55 hosts.example\n' >hosts
        printf 'nameserver 10.9.0.2\nsearch nowhere.example svc.example\noptions ndots:3\n' >resolv.conf
        echo 'nameserver 192.0.2.1' >nowhere.conf
        echo 'db.svc.example A 10.1.2.3
        db.svc.example AAAA fd00::3
        alias.example CNAME db.svc.example
        mail.example A 10.1.2.4' >zone
        for i in $(seq 60); do echo "big.example A 10.1.3.$i"; done >>zone
        env -i ONE=1 'QUOTED=a "b" '"'c'" $'LINES2=one\ntwo' PATH=/nowhere SECRET=hidden /usr/bin/unshare --net --mount /bin/sh -c '
            /bin/mount --bind hosts /etc/hosts && /bin/mount --bind resolv.conf /etc/resolv.conf && exec /bin/sleep 1000' & T=$!
        wait_for grep -q sleep /proc/$T/comm
        mount --bind nowhere.conf /etc/resolv.conf
        # Runs a command at the target.
        at() { nsenter --target $T --net "$@"; }
        at ip link set lo up
        at ip address add 10.9.0.2/24 dev lo; at ip address add fd09::2/64 dev lo nodad; at ip route add 198.51.100.0/24 dev lo
        listens() { at ss -Hltn "sport = $1" | grep -q .; }
        names() { at python3 $PROGRAMS/context-names.py 10.9.0.2 zone >names.log 2>&1 & wait_for listens 53; }
        echoes() { at python3 $PROGRAMS/context-echo.py 10.9.0.2 fd09::2 2>echo.log & wait_for listens 7001; }
        # Runs a program in the target's context.
        mirror() { fairlead mirror --target pid:$T "$@" 2>>mirror.log; }
        # What comes of a connection.
        try() { mirror --outgoing 'any any' -- python3 $PROGRAMS/context-client.py "$@"; }

        """;

    /// <summary>Runs a script, whose stdout must be as expected.</summary>
    public static async Task Check(string script, string expected)
    {
        Requires.Root();
        var outcome = await Sandbox.Run(Words + script + "\ncat mirror.log >&2; kill $T 2>/dev/null");
        Assert.True(
            expected.ReplaceLineEndings() == outcome.Output,
            $"expected:\n{expected}\ngot:\n{outcome.Output}\nstderr:\n{outcome.Error}");
    }
}
