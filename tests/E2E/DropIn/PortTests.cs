namespace Fairlead.E2E.DropIn;

/// <summary>BIND_PORT, alone and beside BIND_ADDR.</summary>
public sealed class PortTests
{
    [Theory]
    [InlineData("BIND_PORT=9090", "0.0.0.0 8080", "0.0.0.0:9090")]
    [InlineData("BIND_PORT=9090", ":: 8080", ":::9090")]
    [InlineData("BIND_PORT=9090", "127.0.0.1 8080", "127.0.0.1:8080")]
    [InlineData("BIND_PORT=9090 BIND_ADDR=10.17.24.14", "0.0.0.0 8080", "10.17.24.14:9090")]
    [InlineData("BIND_PORT=9090 BIND_ADDR=10.17.24.14,fd00::5", ":: 8080", "fd00::5:9090")]
    public Task Port_that_is_asked_for_becomes_that(string variables, string asked, string got) => DropInSandbox.Check(
        $"{variables} LD_PRELOAD=$LIBRARY /usr/bin/python3 $PROGRAMS/bind.py {asked}", got);

    [Theory]
    [InlineData("BIND_PORT=9090", "0.0.0.0:")]
    [InlineData("BIND_PORT=9090 BIND_ADDR=10.17.24.14", "10.17.24.14:")]
    public async Task Program_that_asks_for_any_port_gets_any(string variables, string got)
    {
        var run = await DropInSandbox.Run($"{variables} LD_PRELOAD=$LIBRARY /usr/bin/python3 $PROGRAMS/bind.py 0.0.0.0 0");
        Assert.StartsWith(got, run.Output);
        Assert.NotEqual($"{got}9090\n", run.Output);
    }
}
