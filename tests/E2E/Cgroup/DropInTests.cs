using Fairlead.E2E.Harness;

namespace Fairlead.E2E.Cgroup;

/// <summary><c>drop-in</c> prints, and checks what it prints. <see cref="AttachedUnitTests"/> give it to systemd.</summary>
public sealed class DropInTests
{
    [Fact]
    public async Task Text_says_where_it_goes_and_has_every_rule()
    {
        var run = await Sandbox.Run(
            "fairlead drop-in game -r 'bind udp any:26900-26903 to fly-global-services # the game' --from 10.17.24.14");
        Assert.Equal(
            $"""
            # Puts the sockets of game.service under rules, each time it starts. This is
            #   /etc/systemd/system/game.service.d/fairlead.conf
            # (or what `systemctl edit game.service` takes); then: systemctl daemon-reload && systemctl restart game.service
            [Service]
            ExecStartPre=+{Installed.Folder}/artifacts/fairlead/fairlead attach --self \
                -r 'bind udp any:26900-26903 to fly-global-services' \
                -r 'connect any loopback allow' \
                -r 'connect any any from 10.17.24.14'

            """,
            run.Output);
        Assert.Equal((0, ""), (run.Status, run.Error));
    }

    [Fact]
    public async Task What_is_special_to_systemd_is_quoted()
    {
        var run = await Sandbox.Run("""fairlead drop-in game -r 'bind program "%n $HOME \\ "'"'"' tcp any deny'""");
        Assert.Contains("""-r 'bind program "%%n $$HOME \\\\ \'" tcp any deny EACCES'""", run.Output);
    }

    [Fact]
    public async Task Unit_knows_where_dotnet_is()
    {
        var run = await Sandbox.Run("""
            DOTNET_ROOT=$(dirname $(readlink -f $(command -v dotnet))) fairlead drop-in game --bind 10.0.0.1
            """);
        Assert.Contains("ExecStartPre=+/usr/bin/env DOTNET_ROOT=/", run.Output);
    }

    [Theory]
    [InlineData("game", "no rules: give some")]
    [InlineData("--bind 10.0.0.1", "UNIT")]
    [InlineData("game.socket --bind 10.0.0.1", "name the .service")]
    [InlineData("'a b' --bind 10.0.0.1", "cannot be the name of a unit")]
    [InlineData("$'a\\nb' --bind 10.0.0.1", "cannot be the name of a unit")]
    [InlineData("../a --bind 10.0.0.1", "cannot be the name of a unit")]
    [InlineData("game -r 'bind tpc any deny'", "did you mean `tcp`?")]
    [InlineData("game -r 'bind tcp any to unix:/x'", "cannot carry rule 1 (bind tcp any to unix:/x): BPF cannot change")]
    [InlineData("game -r 'bind tcp any to activated:x'", "cannot carry rule 1 (bind tcp any to activated:x)")]
    public async Task Bad_input_prints_nothing(string arguments, string message)
    {
        var run = await Sandbox.Run($"fairlead drop-in {arguments}");
        Assert.Equal((125, ""), (run.Status, run.Output));
        Assert.Contains(message, run.Error);
    }
}
