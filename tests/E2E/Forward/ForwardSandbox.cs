using Fairlead.E2E.Harness;

namespace Fairlead.E2E.Forward;

/// <summary>A <see cref="Sandbox"/> with words for forwarders, their clients and their backends.</summary>
internal static class ForwardSandbox
{
    private const string Words = """
        # forward ARGUMENTS...: starts a forwarder, $F, and waits until it forwards. What it says goes to forward.log.
        forward() {
            : >forward.log
            fairlead forward "$@" 2>>forward.log &
            F=$!
            wait_for grep -q 'forwarding: \|forwarding":\|EADDR\|EPERM\|ENET' forward.log
        }
        # stop: ends it, and tells how.
        stop() { kill -TERM $F; wait $F; echo "ended with $?"; }
        udp() { python3 $PROGRAMS/datagrams.py "$@"; }
        # echo_server NAME ADDRESS PORT...: starts one, $E.
        echo_server() {
            python3 $PROGRAMS/datagrams.py echo "$@" &
            E=$!
            wait_for bound $3
        }
        bound() { ss -Hlntu "sport = :$1" | grep -q .; }
        # host NAME ADDRESS...: a network namespace with these addresses on its end, eth0, of a pair whose other end has its name.
        host() {
            [ -n "${HOSTS-}" ] || { mkdir -p /run/netns && mount -t tmpfs none /run/netns; } || exit 99
            HOSTS+=" $1"
            ip netns add $1
            ip link add $1 type veth peer name eth0 netns $1
            ip link set $1 up
            ip -n $1 link set lo up
            ip -n $1 link set eth0 up
            local address
            for address in "${@:2}"; do ip -n $1 address add $address dev eth0 $(nodad $address); done
        }
        nodad() { [[ $1 != *:* ]] || echo nodad; }
        inside() { ip netns exec "$@"; }

        """;

    public static Task<Outcome> Run(string script) => Sandbox.Run(Words + script);

    /// <summary>Runs a script whose whole output is known; nothing of the forwarder's own goes there.</summary>
    public static async Task Check(string script, string expected)
    {
        var run = await Run(script + "\ncat forward.log >&2\n");
        Assert.True(run.Output == expected, $"{run.Output}\n{run.Error}");
    }
}
