namespace Fairlead.Kubernetes;

/// <summary>SIGKILL of anything leaves nothing in a pod, and the real program has its port again.</summary>
public sealed class KillTests
{
    // The agent's shell is in the target's container, or in a pod of its own.
    [Theory]
    [InlineData("pod/capable", "capable", "fairlead")]
    [InlineData("pod/capable", "capable", "kubectl")]
    [InlineData("pod/capable", "capable", "agent")]
    [InlineData("pod/musl", "musl", "fairlead")]
    [InlineData("pod/musl", "musl", "kubectl")]
    [InlineData("pod/musl", "musl", "agent")]
    public Task Nothing_is_left_after_SIGKILL_of(string target, string app, string whom) => Cluster.Check($$"""
        on {{app}}
        mirror {{target}}
        ask; heard
        case {{whom}} in
        fairlead) kill -9 $M ;;
        kubectl) kill -9 $(pgrep -f 'kubectl .* exec -i') ;;
        agent) node 'for p in /proc/[0-9]*; do [ "$(tr "\0" " " <$p/cmdline 2>/dev/null | cut -c1-16)" = ./fairlead-agent ] && kill -9 ${p#/proc/}; done; true' ;;
        esac
        wait $M 2>/dev/null; echo $?
        ask
        wait_for clean; left
        """, $"""
        POD 10.88.0.1:PORT
        local peer 10.88.0.1:PORT 10.88.0.1:PORT asked ADDRESS:8080
        {(whom == "fairlead" ? 137 : 125)}
        POD 10.88.0.1:PORT

        """);

    // The pod of a killed session ends by itself, and stays in the list of pods until then.
    [Fact]
    public Task The_next_session_removes_what_a_killed_one_left() => Cluster.Check("""
        on musl
        mirror pod/musl
        kill -9 $M; wait $M 2>/dev/null
        wait_for clean
        kubectl get pods -l app.kubernetes.io/name=fairlead-agent -o name | grep -q . && echo listed
        mirror pod/musl; ask; heard; unmirror
        listed() { kubectl get pods -l app.kubernetes.io/name=fairlead-agent -o name | grep .; }
        none() { ! listed; }
        wait_for none; listed
        """, """
        listed
        POD 10.88.0.1:PORT
        local peer 10.88.0.1:PORT 10.88.0.1:PORT asked ADDRESS:8080

        """);

    [Fact]
    public Task A_pod_that_is_deleted_ends_the_session() => Cluster.Check("""
        kubectl run doomed --image=localhost/musl:1 --image-pull-policy=IfNotPresent --labels app=doomed --restart=Never >/dev/null
        kubectl wait --for=condition=Ready --timeout=60s pod/doomed >/dev/null
        on doomed
        mirror pod/doomed --passive
        ask
        kubectl delete pod doomed --grace-period=0 --force >/dev/null 2>&1
        wait $M; echo $?
        """, "POD 10.88.0.1:PORT\n125\n");
}
