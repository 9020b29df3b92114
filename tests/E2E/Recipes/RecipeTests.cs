using System.Text.RegularExpressions;
using Fairlead.E2E.Harness;

namespace Fairlead.E2E.Recipes;

/// <summary>What docs/recipes tells the reader to do does what it says, with a stand-in for the game.</summary>
public sealed class RecipeTests
{
    [Fact]
    public async Task Seven_days_to_die_on_fly()
    {
        var run = await RecipeRun.Of("7-days-to-die-on-fly.md");
        run.ShowsWhatThePageSays();
        const string players = """
            udp 26900 answered by 172.19.5.3
            udp 26902 answered by 172.19.5.3
            tcp 26900 queries

            """;
        Assert.Equal([players, players, players], run.Players);
        foreach (Match service in Regex.Matches(run.FlyToml, """protocol = "(\w+)"\n +internal_port = (\d+)"""))
        {
            var address = service.Groups[1].Value == "udp" ? "172.19.5.3" : "0.0.0.0";
            Assert.Contains($"{service.Groups[1].Value} {address}:{service.Groups[2].Value}\n", run.Sockets);
        }
    }

    [Fact]
    public async Task Game_server_behind_gre()
    {
        var run = await RecipeRun.Of("game-server-behind-gre.md");
        run.ShowsWhatThePageSays();
        const string players = """
            udp 26900 answered by 10.17.24.14
            udp 26902 answered by 10.17.24.14
            tcp 26900 queries
            registered by tcp from 10.17.24.14
            registered by udp from 10.17.24.14

            """;
        Assert.Equal([players, players, players], run.Players);
    }

    [Fact]
    public async Task Drop_in()
    {
        var run = await RecipeRun.Of("drop-in.md");
        run.ShowsWhatThePageSays();
    }

    [Fact]
    public void Every_page_has_a_test() => Assert.Equal(
        ["7-days-to-die-on-fly.md", "drop-in.md", "game-server-behind-gre.md"],
        Directory.GetFiles(Path.Combine(Installed.Root, "docs", "recipes")).Select(Path.GetFileName).Order(StringComparer.Ordinal));
}
