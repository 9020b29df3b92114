namespace Fairlead.Kubernetes;

/// <summary>What cannot be reached is said, and no program is started.</summary>
public sealed class BadInputTests
{
    [Theory]
    [InlineData("k8s:pod/nope", "kubectl get ended with status 1: Error from server (NotFound): pods \"nope\" not found")]
    [InlineData("k8s:deployment/nope", "kubectl get ended with status 1: Error from server (NotFound): deployments.apps \"nope\" not found")]
    [InlineData("k8s:nowhere/pod/musl", "kubectl get ended with status 1: Error from server (NotFound): namespaces \"nowhere\" not found")]
    [InlineData("k8s:pod/musl/other", "found container 'other', expected one of pod musl: server")]
    public Task Missing_targets_are_named(string target, string said) => Cluster.Check($$"""
        fairlead mirror --target {{target}} --mirror 'tcp any:8080' -- touch started 2>&1; echo $?
        ls started 2>/dev/null
        """, $"fairlead: {target}: {said}\n125\n");

    [Fact]
    public Task A_pod_that_does_not_run() => Cluster.Check("""
        kubectl run done --image=$IMAGE --image-pull-policy=IfNotPresent --restart=Never --command -- true >/dev/null
        kubectl run never --image=localhost/nowhere:1 --image-pull-policy=Never --restart=Never >/dev/null
        kubectl scale deployment/scratch --replicas=0 >/dev/null
        ended() { [ "$(kubectl get pod done -o jsonpath={.status.phase})" = Succeeded ]; }
        gone() { [ -z "$(kubectl get pods -l app=scratch -o name)" ]; }
        wait_for ended; wait_for gone
        for target in pod/done pod/never deployment/scratch; do
            fairlead mirror --target k8s:$target --mirror 'tcp any:8080' -- touch started 2>&1; echo $?
        done
        ls started 2>/dev/null
        kubectl scale deployment/scratch --replicas=1 >/dev/null
        kubectl delete pod done never --wait=false >/dev/null
        kubectl wait --for=condition=Available --timeout=60s deployment/scratch >/dev/null
        """, """
        fairlead: k8s:pod/done: pod done does not run, it is Succeeded
        125
        fairlead: k8s:pod/never: pod never does not run, it is Pending
        125
        fairlead: k8s:deployment/scratch: no pod of the deployment runs (labels app=scratch)
        125

        """);

    [Fact]
    public Task No_kubectl() => Cluster.Check("""
        mkdir bin && ln -s /usr/bin/* bin/ && rm -f bin/kubectl; PATH=$(dirname $(type -p fairlead)):$PWD/bin
        fairlead mirror --target k8s:pod/musl --mirror 'tcp any:8080' -- touch started 2>&1; echo $?
        ls started 2>/dev/null
        """, "fairlead: kubectl is not in PATH: install it, or name another target\n125\n");

    [Fact]
    public Task No_cluster() => Cluster.Check("""
        sed 's/:6443/:6444/' "$KUBECONFIG" >wrong; KUBECONFIG=$PWD/wrong
        fairlead mirror --target k8s:pod/musl --mirror 'tcp any:8080' -- touch started 2>&1; echo $?
        ls started 2>/dev/null
        """, """
        fairlead: k8s:pod/musl: kubectl get ended with status 1: The connection to the server 192.0.2.10:6444 was refused - did you specify the right host or port?
        125

        """);

    // Why each way was not, and what works without the privilege.
    [Fact]
    public Task An_image_that_cannot_be_had() => Cluster.Check("""
        fairlead mirror --target k8s:pod/musl --agent-image localhost/nowhere:1 --mirror 'tcp any:8080' -- touch started \
            2>&1 | grep -o '^fairlead: k8s:pod/musl: not by [a-z ]*: [^:0-9]*[^:0-9 ]' |
            sed 's|\(fairlead-agent-\).*|\1|'; echo ${PIPESTATUS[0]}
        kubectl get pods -o name | grep fairlead-agent
        ls started 2>/dev/null; wait_for clean; left
        """, """
        fairlead: k8s:pod/musl: not by exec: not permitted there, as user
        fairlead: k8s:pod/musl: not by ephemeral container: this kubectl cannot give it privileges (debug --profile is of
        fairlead: k8s:pod/musl: not by agent pod: the pod fairlead-agent-
        125

        """);
}
