namespace Fairlead.Kubernetes;

/// <summary>Pods are mirrored, whatever their image holds, and their clients notice nothing.</summary>
public sealed class MirrorTests
{
    // An image with either C library, or none; by exec where the container may take connections, else by an agent's pod.
    [Theory]
    [InlineData("deployment/glibc", "glibc")]
    [InlineData("deployment/scratch", "scratch")]
    [InlineData("pod/musl", "musl")]
    [InlineData("pod/capable", "capable")]
    public Task A_pod_answers_and_the_local_program_gets_the_copy(string target, string app) => Cluster.Check($$"""
        on {{app}}
        mirror {{target}}
        ask; heard
        unmirror; wait_for clean; left; ask
        """, """
        POD 10.88.0.1:PORT
        local peer 10.88.0.1:PORT 10.88.0.1:PORT asked ADDRESS:8080
        POD 10.88.0.1:PORT

        """);

    [Fact]
    public Task A_container_of_a_pod_is_named() => Cluster.Check("""
        on capable
        mirror default/pod/capable/server
        ask; heard
        unmirror; wait_for clean; left
        """, """
        POD 10.88.0.1:PORT
        local peer 10.88.0.1:PORT 10.88.0.1:PORT asked ADDRESS:8080

        """);

    [Fact]
    public Task Datagrams_of_a_pod_are_mirrored() => Cluster.Check("""
        on capable
        session pod/capable --mirror 'udp any:8080' -- python3 $PROGRAMS/mirror-datagrams.py serve local 8080
        echo -n hello | inside timeout 2 socat -t 0.5 - UDP:$A:8080; echo
        wait_for grep -q got local.log; sed -n 's/\(got 5\) .* from/\1 from/p' local.log | plain
        unmirror; wait_for clean; left
        """, "hello\nlocal got 5 from 10.88.0.1:PORT\n");

    [Theory, InlineData("deployment/scratch", "scratch"), InlineData("pod/capable", "capable")]
    public Task The_local_program_answers_in_the_place_of_the_pod(string target, string app) => Cluster.Check($$"""
        on {{app}}
        session {{target}} --steal 'tcp any:8080' -- python3 $PROGRAMS/mirror-server.py local 8080 echo
        inside python3 $PROGRAMS/mirror-client.py $A 8080 echo 1000; heard
        unmirror; wait_for clean; left; ask
        """, """
        1000 equal
        local peer 10.88.0.1:PORT 10.88.0.1:PORT asked ADDRESS:8080
        POD 10.88.0.1:PORT

        """);

    [Fact]
    public Task Two_sessions_for_a_port_are_refused() => Cluster.Check("""
        on capable
        mirror pod/capable
        fairlead mirror --target k8s:pod/capable --steal 'tcp any:8080' -- true 2>&1 | sed 's/of [^ ]*, process [0-9]*/of WHO/' | tail -n1
        ask; heard
        unmirror; wait_for clean; left
        """, """
        fairlead: tcp port 8080 of the target belongs to another session already: fairlead mirror of WHO; one session has a port
        POD 10.88.0.1:PORT
        local peer 10.88.0.1:PORT 10.88.0.1:PORT asked ADDRESS:8080

        """);
}
