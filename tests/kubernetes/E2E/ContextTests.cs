namespace Fairlead.Kubernetes;

/// <summary>A pod's environment, names, network and files.</summary>
public sealed class ContextTests
{
    private const string Context = """
        context() { target=$1; shift; fairlead mirror --target k8s:$target --agent-image $IMAGE "$@" 2>mirror.log; }

        """;

    private static Task Check(string script, string expected) => Cluster.Check(Context + script, expected);

    [Fact]
    public Task Environment_of_a_pod() => Check("""
        context deployment/glibc --env -- bash -c 'echo "$GREETING, $KUBERNETES_SERVICE_PORT"'
        wait_for clean; left
        """, "from the pod, 443\n");

    // Pods ask 192.0.2.10, an address of the node.
    [Fact]
    public Task Names_as_a_pod_resolves_them() => Check("""
        echo 'web.default.svc.cluster.local A 10.1.2.3' >zone
        inside python3 $PROGRAMS/context-names.py 192.0.2.10 zone >names.log 2>&1 & N=$!
        wait_for inside sh -c 'ss -Hltn "sport = 53" | grep -q .'
        resolve='import socket, sys; print(socket.gethostbyname(sys.argv[1]))'
        context deployment/glibc --dns -- python3 -c "$resolve" web
        context pod/musl --dns -- python3 -c "$resolve" web
        context pod/musl --dns -- python3 -c "$resolve" musl | sed "s/$(of musl status.podIP)/ADDRESS/"
        kill $N
        wait_for clean; left
        """, "10.1.2.3\n10.1.2.3\nADDRESS\n");

    [Theory, InlineData("deployment/glibc", "glibc"), InlineData("deployment/scratch", "scratch")]
    public Task Connections_leave_from_a_pod(string target, string app) => Check($$"""
        on {{app}}
        B=$(of musl status.podIP)
        context {{target}} --outgoing 'tcp any' -- curl -s -m 20 http://$B:8080/ | sed 's/musl/OTHER/' | plain
        context {{target}} --outgoing 'tcp any' -- curl -s -m 20 http://$B:9/; echo $?
        context {{target}} --outgoing 'udp any' -- bash -c "echo -n hello | timeout 5 socat -t 1 - UDP:$B:8080"; echo
        wait_for clean; left
        """, "OTHER ADDRESS:PORT\n7\nhello\n");

    [Fact]
    public Task Files_of_a_pod() => Check("""
        on glibc
        kubectl exec $P -- sh -c 'mkdir -p /etc/app && echo of the pod >/etc/app/conf'
        context pod/$P --files /etc/app=read -- sh -c 'cat /etc/app/conf; echo x 2>/dev/null >/etc/app/conf || echo refused'
        context pod/$P --files /etc/app=write -- sh -c 'echo changed >/etc/app/conf'
        kubectl exec $P -- cat /etc/app/conf
        context pod/$P --files /etc/hostname=read -- cat /etc/hostname | plain
        kubectl exec $P -- rm -r /etc/app
        wait_for clean; left
        """, "of the pod\nrefused\nchanged\nPOD\n");

    [Fact]
    public Task Files_of_a_pod_without_a_shell() => Check("""
        on scratch
        context deployment/scratch --files /server=read --files /etc/hostname=read -- sh -c 'cat /etc/hostname; head -c4 /server | od -An -c' | plain
        wait_for clean; left
        """, "POD\n 177   E   L   F\n");

    [Fact]
    public Task Doctor_says_what_a_pod_allows() => Check("""
        for target in pod/capable pod/musl deployment/scratch; do
            fairlead doctor --target k8s:$target --agent-image $IMAGE 2>/dev/null >said
            echo $? $target; grep -o '^\(mirror and steal\|mirror ... passive, mirror udp\|env\|files\): [a-z]*' said
        done
        wait_for clean; left
        """, """
        0 pod/capable
        mirror and steal: yes
        mirror ... passive, mirror udp: yes
        env: yes
        files: yes
        0 pod/musl
        mirror and steal: no
        mirror ... passive, mirror udp: yes
        env: yes
        files: yes
        0 deployment/scratch
        mirror and steal: no
        mirror ... passive, mirror udp: yes
        env: yes
        files: yes

        """);
}
