namespace Fairlead.E2E.Mirror.Targets;

/// <summary>Real containers and a real sshd are mirrored, and nothing of the agent is left there, however the session ends.</summary>
public sealed class TargetTests
{
    // Nothing is brought into a container of this host; so it needs no shell.
    [Theory, InlineData("glibc"), InlineData("musl"), InlineData("scratch")]
    public Task A_container_of_this_host_is_mirrored(string image) => TargetSandbox.Check($$"""
        container {{image}}
        mirror podman:{{image}}
        ask | od -An -tx1; mirrored; agents
        kill $M; wait $M
        """, """
         00 01 02
        1

        """);

    [Theory, InlineData("glibc"), InlineData("musl")]
    public Task An_agent_is_uploaded_into_an_image_with_either_C_library(string image) => TargetSandbox.Check($$"""
        container {{image}}
        mirror 'shell:podman exec -i --privileged {{image}} sh'
        ask | od -An -tx1; mirrored; none || echo there
        kill $M; wait $M; wait_for none; agents
        """, """
         00 01 02
        1
        there

        """);

    [Fact]
    public Task A_process_of_another_host_is_mirrored() => TargetSandbox.Check("""
        host
        mirror ssh:target/pid:$T
        nsenter --net --target $T python3 $PROGRAMS/mirror-client.py 127.0.0.1 8080 echo 1000; mirrored
        kill $M; wait $M; wait_for none; agents
        kill $T
        """, """
        1000 equal
        1

        """);

    [Theory, InlineData("fairlead"), InlineData("transport"), InlineData("agent"), InlineData("shell")]
    public Task Nothing_is_left_after_SIGKILL_of(string whom) => TargetSandbox.Check($$"""
        container musl
        mirror 'shell:exec podman exec -i --privileged musl sh'
        ask | od -An -tx1
        case {{whom}} in
        fairlead) kill -9 $M ;;
        transport) kill -9 $(pgrep -f '^podman exec' | tail -n1) ;;
        agent) kill -9 $(pgrep -f '^./fairlead-agent') ;;
        shell) kill -9 $(pgrep -f '^sh -c hash=') ;;
        esac
        wait_for none; agents
        ask | od -An -tx1
        kill $M; wait $M
        """, """
         00 01 02
         00 01 02

        """);

    [Fact]
    public Task Missing_targets_are_named() => TargetSandbox.Check("""
        container scratch
        for target in podman:nope 'shell:podman exec -i scratch sh' ssh:nowhere.invalid pid:999999 netns:nope; do
            fairlead mirror --target "$target" --mirror 'tcp any:8080' -- true 2>&1 | tail -n1 | grep -o "$target: [a-z ]*"
        done
        podman stop -t 0 scratch >/dev/null
        fairlead mirror --target podman:scratch --mirror 'tcp any:8080' -- true 2>&1 | grep -o 'podman:scratch: .*'
        """, """
        podman:nope: podman knows no such container
        shell:podman exec -i scratch sh: no shell answers
        ssh:nowhere.invalid: no shell answers
        pid:999999: there is no process 
        netns:nope: there is no 
        podman:scratch: the container does not run, it is exited

        """);
}
