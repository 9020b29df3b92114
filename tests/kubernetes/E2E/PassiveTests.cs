namespace Fairlead.Kubernetes;

/// <summary>Copies of packets, which containers may take by default.</summary>
public sealed class PassiveTests
{
    [Theory]
    [InlineData("deployment/glibc", "glibc", "")]
    [InlineData("pod/musl", "musl", "")]
    [InlineData("deployment/scratch", "scratch", "not by exec\n")]
    public Task No_more_than_a_pod_has_is_needed(string target, string app, string said) => Cluster.Check($$"""
        on {{app}}
        mirror {{target}} --passive
        grep -o 'not by [a-z ]*' mirror.log
        ask; heard
        unmirror; wait_for clean; left
        """, $"{said}POD 10.88.0.1:PORT\nlocal peer 10.88.0.1:PORT 10.88.0.1:PORT asked ADDRESS:8080\n");

    [Fact]
    public Task Datagrams_are_copied_from_a_pod_without_a_shell() => Cluster.Check("""
        on scratch
        session deployment/scratch --mirror 'udp any:8080' -- python3 $PROGRAMS/mirror-datagrams.py serve local 8080
        echo -n hello | inside timeout 2 socat -t 0.5 - UDP:$A:8080; echo
        wait_for grep -q got local.log; sed -n 's/\(got 5\) .* from/\1 from/p' local.log | plain
        unmirror; wait_for clean; left
        """, "hello\nlocal got 5 from 10.88.0.1:PORT\n");
}
