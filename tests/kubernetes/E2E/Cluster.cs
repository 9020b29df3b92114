using Fairlead.E2E.Harness;

namespace Fairlead.Kubernetes;

/// <summary>A sandbox beside a running cluster: the local program has namespaces of its own, its targets are pods.</summary>
/// <remarks>
/// tests/kubernetes/start has made the cluster, and pods.yaml its pods. The clients are in the cluster's network namespace; so
/// pods see them as 10.88.0.1. What the words write: local.log is the local program's output, mirror.log what Fairlead says.
/// </remarks>
internal static class Cluster
{
    private const string Words = """
        # Waits until a command is true, eighty seconds at most: so long an ephemeral container may wait for a session.
        wait_for() {
            local until=$((SECONDS + 80))
            until "$@" >/dev/null 2>&1; do [ $SECONDS -lt $until ] || return; sleep 0.1; done
        }
        IMAGE=localhost/glibc:1
        inside() { nsenter --net=/run/netns/fairlead-kubernetes "$@"; }
        of() { kubectl get pods -l app=$1 -o "jsonpath={.items[0].$2}"; }
        # on APP: its pod is $P, with the address $A.
        on() { P=$(of $1 metadata.name) A=$(of $1 status.podIP); }
        # ask [PATH]: the server of the pod; with ports and the pod's name made plain.
        ask() { inside curl -s -m 10 "http://$A:8080/$1" | plain; }
        plain() { sed "s/$P/POD/; s/$A/ADDRESS/; s/:[0-9]\{5\}/:PORT/g"; }
        # session TARGET WORDS... -- PROGRAM...: in the background; waits until the program listens (its log says so).
        session() {
            target=k8s:$1; shift
            fairlead mirror --target $target --agent-image $IMAGE "$@" >local.log 2>mirror.log & M=$!
            wait_for grep -q listens local.log || cat mirror.log
        }
        mirror() { target=$1; shift; session $target --mirror 'tcp any:8080' "$@" -- python3 $PROGRAMS/mirror-server.py local 8080 echo; }
        heard() { wait_for grep -q 'local got' local.log; grep peer local.log | plain; }
        # Ends the session in order, and waits for it.
        unmirror() { kill $M; wait $M; }
        # Runs a script on the node, where the processes of all pods are.
        node() { kubectl exec node-shell -- sh -c "$1"; }
        # What the sessions have left: processes, folders beside the servers, routes, pods that run. The patterns match what
        # is looked for, and not the words that look for it.
        left() {
            node 'grep -la "[f]airlead-agent" /proc/[0-9]*/cmdline 2>/dev/null
                for p in /proc/[0-9]*; do
                    [ "$(cat $p/comm 2>/dev/null)" = server ] || continue
                    for folder in tmp dev/shm var/tmp run; do ls -d $p/root/$folder/fairlead-agen?.* 2>/dev/null; done
                done'
            for pod in musl capable; do kubectl exec $pod -- ip rule | grep -v 'lookup \(local\|main\|default\)'; done
            kubectl get pods --field-selector status.phase=Running -o name | grep fairlead-agent
        }
        clean() { [ -z "$(left)" ]; }

        """;

    private static string Scripts => Path.Combine(Installed.Root, "tests", "kubernetes");

    private static string Kubeconfig => Environment.GetEnvironmentVariable("KUBECONFIG") ?? "";

    /// <summary>Runs a script, and gives how it ended.</summary>
    public static Task<Outcome> Run(string script)
    {
        Requires.Root();
        Assert.SkipUnless(Kubeconfig.Length > 0, "needs a cluster: ./test --kubernetes starts one");
        return Sandbox.Run(Words + script, TimeSpan.FromSeconds(150), [
            ("KUBECONFIG", Kubeconfig),
            ("FAIRLEAD_KUBERNETES", Environment.GetEnvironmentVariable("FAIRLEAD_KUBERNETES") ?? ""),
            ("PATH", $"{Path.Combine(Scripts, "path")}:{Installed.Folder}:/usr/local/sbin:/usr/sbin:/usr/bin:/sbin:/bin"),
        ]);
    }

    /// <summary>Runs a script, whose stdout must be as expected.</summary>
    public static async Task Check(string script, string expected)
    {
        var outcome = await Run(script + "\n[ ! -e mirror.log ] || cat mirror.log >&2");
        Assert.True(
            expected.ReplaceLineEndings() == outcome.Output,
            $"expected:\n{expected}\ngot:\n{outcome.Output}\nstderr:\n{outcome.Error}");
    }
}
