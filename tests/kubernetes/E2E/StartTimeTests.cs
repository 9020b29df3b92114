namespace Fairlead.Kubernetes;

/// <summary>How long it takes from the command to the first mirrored byte: told in the results, and not judged.</summary>
public sealed class StartTimeTests(ITestOutputHelper output)
{
    private const string Words = """
        now() { echo $((${EPOCHREALTIME/[.,]/} / 1000)); }
        # Clients ask on and on, until the local program hears the first.
        measure() {
            : >local.log
            start=$(now)
            fairlead mirror --target k8s:$1 --agent-image $IMAGE --mirror 'tcp any:8080' ${@:2} -- \
                python3 $PROGRAMS/mirror-server.py local 8080 sum >local.log 2>mirror.log & M=$!
            until grep -q peer local.log || [ $(($(now) - start)) -gt 60000 ]; do
                inside curl -s -m 1 http://$A:8080/ >/dev/null; sleep 0.02
            done
            echo $(($(now) - start))
            unmirror
        }

        """;

    [Theory]
    [InlineData("pod/capable", "capable", "exec, agent uploaded")]
    [InlineData("pod/musl", "musl", "agent pod")]
    [InlineData("deployment/scratch --passive", "scratch", "ephemeral container")]
    public Task The_first_byte_comes(string words, string app, string way) => Tell($"""
        on {app}
        measure {words}
        wait_for clean
        """, way);

    [Fact]
    public Task The_first_byte_comes_where_the_agent_is_kept() => Tell("""
        on capable
        measure pod/capable --keep-agent >/dev/null
        measure pod/capable --keep-agent
        kubectl exec capable -- sh -c 'rm -r /tmp/fairlead-agent.*'
        wait_for clean
        """, "exec, agent kept");

    private async Task Tell(string script, string way)
    {
        var outcome = await Cluster.Run(Words + script);
        Assert.True(int.TryParse(outcome.Output, out var milliseconds), outcome.Output + outcome.Error);
        output.WriteLine($"{way}: {milliseconds} ms");
    }
}
