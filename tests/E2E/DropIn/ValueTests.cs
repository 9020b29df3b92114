namespace Fairlead.E2E.DropIn;

/// <summary>A value that means no address stops the program before it starts: it would listen everywhere.</summary>
public sealed class ValueTests
{
    private const string Address =
        "an IPv4 or IPv6 address, or one of each with a comma between; a host name needs `fairlead run`";
    private const string Everywhere = "one address of this host: this one means all of them";

    [Theory]
    [InlineData("10.17.24.14 ")]
    [InlineData("  10.17.24.14")]
    [InlineData("10.17.24.14\r")]
    [InlineData("10.17.24.14\n")]
    [InlineData("\t10.17.24.14 , fd00::5 ")]
    public Task Blanks_around_an_address_mean_nothing(string value) => DropInSandbox.Check(
        $"BIND_ADDR='{value}' LD_PRELOAD=$LIBRARY /usr/bin/python3 $PROGRAMS/bind.py 0.0.0.0 8080", "10.17.24.14:8080");

    [Theory]
    [InlineData("", Address)]
    [InlineData(" ", Address)]
    [InlineData("10.17.24.14 fd00::5", Address)]
    [InlineData("10.17.24.14,10.17.24.15", Address)]
    [InlineData("10.17.24.14,", Address)]
    [InlineData(",", Address)]
    [InlineData("10.17.24.14:8080", Address)]
    [InlineData("10.17.24.0/24", Address)]
    [InlineData("10.17.24", Address)]
    [InlineData("fly-global-services", Address)]
    [InlineData("localhost", Address)]
    [InlineData("[fd00::5]", Address)]
    [InlineData("fe80::1%eth0", Address)]
    [InlineData("0.0.0.0", Everywhere)]
    [InlineData("::", Everywhere)]
    [InlineData("10.17.24.14,::", Everywhere)]
    public Task Address_is_refused(string value, string expected) => Refused("BIND_ADDR", value, expected);

    [Theory]
    [InlineData("")]
    [InlineData("0")]
    [InlineData("65536")]
    [InlineData("99999999999999999999")]
    [InlineData("-1")]
    [InlineData("80x")]
    [InlineData("http")]
    public Task Port_is_refused(string value) => Refused("BIND_PORT", value, "a port from 1 to 65535");

    [Fact]
    public async Task Long_value_is_cut_and_control_characters_are_not_shown()
    {
        var run = await DropInSandbox.Run(
            "BIND_ADDR=$(printf 'x\\033[31m%0100d' 7) LD_PRELOAD=$LIBRARY /bin/echo started");
        Assert.Equal($"fairlead: BIND_ADDR: found `x?[31m{new string('0', 34)}...`, expected {Address}\n", run.Error);
    }

    [Fact]
    public async Task Script_is_refused_as_one_program()
    {
        var run = await DropInSandbox.Run("""
            printf '#!/bin/sh\necho one | cat | cat\necho two\n' >script; chmod +x script
            BIND_ADDR=game.example LD_PRELOAD=$LIBRARY ./script
            echo $?
            """);
        Assert.Equal("125\n", run.Output);
        Assert.Single(run.Error.TrimEnd('\n').Split('\n'));
    }

    [Fact]
    public async Task Shell_that_runs_already_sees_each_command_refused()
    {
        var run = await DropInSandbox.Run("""
            export BIND_ADDR=game.example LD_PRELOAD=$LIBRARY
            echo one | cat | cat
            echo ${PIPESTATUS[@]}
            """);
        Assert.Equal("0 125 125\n", run.Output);
        Assert.Equal(2, run.Error.TrimEnd('\n').Split('\n').Length);
    }

    [Fact]
    public async Task Daemon_that_start_stop_daemon_would_start_is_refused()
    {
        var run = await DropInSandbox.Run("""
            BIND_ADDR= LD_PRELOAD=$LIBRARY start-stop-daemon --start --background --exec /bin/sleep -- 60
            echo $?
            pgrep -x sleep -P 1
            """);
        Assert.Equal("125\n", run.Output);
        Assert.StartsWith("fairlead: BIND_ADDR: found ``, expected an IPv4", run.Error);
    }

    private static async Task Refused(string variable, string value, string expected)
    {
        var run = await DropInSandbox.Run($"{variable}='{value}' LD_PRELOAD=$LIBRARY /bin/echo started\necho $?");
        Assert.Equal(("125\n", $"fairlead: {variable}: found `{value}`, expected {expected}\n"), (run.Output, run.Error));
    }
}
