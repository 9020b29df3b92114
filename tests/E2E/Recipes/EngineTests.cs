namespace Fairlead.E2E.Recipes;

/// <summary>The rules of the recipes do the same on each engine that carries them: which one runs is the host's affair.</summary>
public sealed class EngineTests
{
    private const string AtFly = "udp 26900 answered by 172.19.5.3\nudp 26902 answered by 172.19.5.3\ntcp 26900 queries\n";
    private const string AtTunnel = """
        udp 26900 answered by 10.17.24.14
        udp 26902 answered by 10.17.24.14
        tcp 26900 queries
        registered by tcp from 10.17.24.14
        registered by udp from 10.17.24.14

        """;

    // As in a container that forbids what the other engines need.
    private const string Contained =
        "setpriv --bounding-set=-all --inh-caps=-all python3 $PROGRAMS/forbid.py fairlead/fairlead run";

    [Theory]
    [InlineData("fairlead/fairlead run --engine cgroup")]
    [InlineData("fairlead/fairlead run --engine seccomp")]
    [InlineData("fairlead/fairlead run --engine preload")]
    [InlineData(Contained)]
    public async Task Udp_moves_to_the_address_of_the_name_and_tcp_stays(string run)
    {
        var recipe = await RecipeRun.Serve(
            "7-days-to-die-on-fly", $"{run} -r 'bind udp any:26900-26903 to fly-global-services' -- 7dtd/startserver.sh");
        Assert.Equal([AtFly], recipe.Players);
        Assert.Contains("tcp 0.0.0.0:26900", recipe.Sockets);
    }

    [Theory]
    [InlineData("fairlead/fairlead run --engine cgroup")]
    [InlineData("fairlead/fairlead run --engine preload")]
    [InlineData(Contained)]
    public async Task Server_at_the_wildcard_answers_from_the_asked_address(string run)
    {
        var recipe = await RecipeRun.Serve("7-days-to-die-on-fly", $"{run} -r 'reply udp any' -- 7dtd/startserver.sh");
        Assert.Equal([AtFly], recipe.Players);
        Assert.Contains("udp 0.0.0.0:26900", recipe.Sockets);
    }

    [Theory]
    [InlineData("fairlead/fairlead run --engine cgroup")]
    [InlineData("fairlead/fairlead run --engine seccomp")]
    [InlineData("fairlead/fairlead run --engine preload")]
    public async Task Interface_needs_no_route_by_source(string run)
    {
        var recipe = await RecipeRun.Serve(
            "game-server-behind-gre",
            $"{run} -r 'bind any wildcard to 10.17.24.14' -r 'connect any any from 10.17.24.14 dev gre2' -- /srv/game/startserver.sh");
        Assert.Equal([AtTunnel], recipe.Players);
    }

    /// <summary>The machines of the recipes are such that the server fails there without them.</summary>
    [Theory]
    [InlineData("7-days-to-die-on-fly", "7dtd/startserver.sh", "udp 26900 answered by 172.19.5.2")]
    [InlineData("game-server-behind-gre", "/srv/game/startserver.sh", "registered by udp from 203.0.113.10")]
    public async Task Without_rules_the_answers_come_from_elsewhere(string machine, string server, string seen) =>
        Assert.Contains(seen, (await RecipeRun.Serve(machine, server)).Players[0]);
}
