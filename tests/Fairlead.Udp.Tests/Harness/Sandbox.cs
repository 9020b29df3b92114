using System.Diagnostics;

namespace Fairlead.Udp.Tests.Harness;

/// <summary>
/// Runs a bash script as the server's host, in network, mount and PID namespaces of its own. All it starts dies with it.
/// </summary>
/// <remarks>
/// The host has 10.9.0.1 and, beside it, 10.9.0.2; fd09::1 and fd09::2. The client's host, behind a wire, has 10.9.0.9 and
/// fd09::9. The script finds programs by their names: samples, `fairlead`, `client`, and `ask ADDRESS [BYTES]`, which is
/// connected, so that it takes an answer from no other address.
/// </remarks>
internal static class Sandbox
{
    private const string Enter = """
        set -e
        mount -t tmpfs none /mnt && cd /mnt
        unshare --net sleep 1000 &
        other=$!
        until [ "$(readlink /proc/$other/ns/net)" != "$(readlink /proc/self/ns/net)" ]; do sleep 0.01; done
        client() { nsenter --target $other --net "$@"; }
        ask() { client python3 $PROGRAMS/ask.py "$@"; }
        # Waits until a command is true, ten seconds at most.
        wait_for() { for _ in {1..500}; do "$@" >/dev/null 2>&1 && return; sleep 0.02; done; echo "waited in vain: $*"; }
        says() { grep -qF -- "$1" said; }
        ip link set lo up
        ip link add wire type veth peer name wire netns $other
        ip link set wire up && client ip link set wire up && client ip link set lo up
        ip address add 10.9.0.1/24 dev wire && ip address add 10.9.0.2/24 dev wire
        ip address add fd09::1/64 dev wire nodad && ip address add fd09::2/64 dev wire nodad
        client ip address add 10.9.0.9/24 dev wire && client ip address add fd09::9/64 dev wire nodad
        set +e

        """;

    /// <summary>Runs a script; needs root, for what the programs ask of the kernel.</summary>
    public static Task<Outcome> Run(string script)
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "needs root");
        return Command.Run(StartOf(Enter + script));
    }

    private static ProcessStartInfo StartOf(string script)
    {
        string[] arguments =
        [
            "-s", "KILL", "60", "unshare", "--net", "--mount", "--pid", "--fork", "--kill-child", "--mount-proc",
            "bash", "-c", script,
        ];
        var start = new ProcessStartInfo("timeout", arguments);
        start.Environment["PATH"] = string.Join(':', [.. Built.Folders, "/usr/sbin:/usr/bin:/sbin:/bin"]);
        start.Environment["PROGRAMS"] = Path.Combine(Built.Suite, "Programs");
        return start;
    }
}
